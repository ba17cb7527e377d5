using System.Collections.Concurrent;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>
/// Who was turned away: an association that was refused, a key that nobody has, a visitor who may not do this. Of one visitor and one reason once a minute, so that whoever knocks all the time
/// fills neither the trail nor the disk.
/// </summary>
public sealed class SecurityAlerts(AuditTrail trail, TimeProvider clock)
{
    private const int Most = 1000;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _told = new();

    /// <summary>Security Alert, Node Authentication (PS3.15 A.5.3.11).</summary>
    public Task AssociationRefusedAsync(string callingAe, string address, string why, CancellationToken cancellation) => OnceAsync($"{callingAe}|{address}", new AuditEvent
    {
        Name = "association-refused",
        Id = AuditCodes.SecurityAlert,
        Type = AuditCodes.NodeAuthentication,
        Action = AuditAction.Execute,
        Outcome = AuditOutcome.MinorFailure,
        Description = why,
        Participants = [new AuditParticipant(callingAe.Length == 0 ? "(none)" : callingAe, true, Address: address), new AuditParticipant(AuditNames.Process, false)],
        Objects = [new AuditObject(address, AuditCodes.Node, 2, 13) { Details = [("Alert Description", why)] }],
    }, cancellation);

    /// <summary>User Authentication, Login, not successful (PS3.15 A.5.3.12).</summary>
    public Task SignInRefusedAsync(string user, string? address, string why, CancellationToken cancellation) => OnceAsync($"sign-in|{user}|{address}", new AuditEvent
    {
        Name = "sign-in-refused",
        Id = AuditCodes.UserAuthentication,
        Type = AuditCodes.Login,
        Action = AuditAction.Execute,
        Outcome = AuditOutcome.MinorFailure,
        Description = why,
        Participants = [new AuditParticipant(user, true, Address: address), new AuditParticipant(AuditNames.Process, false)],
    }, cancellation);

    /// <summary>Security Alert, Use of Restricted Function, not successful (PS3.15 A.5.3.11): a known visitor asked for what is not theirs.</summary>
    public Task AccessRefusedAsync(AuditParticipant who, string what, CancellationToken cancellation) => OnceAsync($"access|{who.UserId}|{who.Address}|{what}", new AuditEvent
    {
        Name = "access-refused",
        Id = AuditCodes.SecurityAlert,
        Type = AuditCodes.RestrictedFunction,
        Action = AuditAction.Execute,
        Outcome = AuditOutcome.MinorFailure,
        Description = $"{who.UserId} may not {what}.",
        Participants = [who, new AuditParticipant(AuditNames.Process, false)],
        Objects = [new AuditObject(what, AuditCodes.Uri, 2, 13) { Details = [("Alert Description", $"{who.UserId} may not {what}.")] }],
    }, cancellation);

    /// <summary>User Authentication, successful (PS3.15 A.5.3.12): somebody has signed in, or out.</summary>
    public Task SignedAsync(AuditParticipant who, bool isIn, CancellationToken cancellation) => trail.RecordAsync(new AuditEvent
    {
        Name = isIn ? "signed-in" : "signed-out",
        Id = AuditCodes.UserAuthentication,
        Type = isIn ? AuditCodes.Login : AuditCodes.Logout,
        Action = AuditAction.Execute,
        Participants = [who, new AuditParticipant(AuditNames.Process, false)],
    }, cancellation);

    private async Task OnceAsync(string who, AuditEvent alert, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (_told.TryGetValue(who, out var last) && now - last < Quiet)
            return;
        if (_told.Count > Most)
            foreach (var (old, at) in _told)
                if (now - at >= Quiet)
                    _told.TryRemove(old, out _);
        if (_told.Count > Most)
            return;
        _told[who] = now;
        await trail.RecordAsync(alert, cancellation).ConfigureAwait(false);
    }
}
