using System.Collections.Concurrent;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>
/// Who saw which patients on a list. A list renews itself all the time: within some minutes only those are written who were not on it before.
/// </summary>
public sealed class ListViews(AuditTrail trail, TimeProvider clock)
{
    private const int Most = 100_000;
    private static readonly TimeSpan OneSitting = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(string Who, string Patient), DateTimeOffset> _seen = new();

    /// <summary>Written before anything is shown.</summary>
    public async Task RecordAsync(AuditParticipant who, string query, IEnumerable<string?> patientIds, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var unseen = patientIds.Select(id => id ?? "").Distinct().Where(id => !_seen.TryGetValue((who.UserId, id), out var last) || now - last >= OneSitting).ToList();
        if (unseen.Count == 0)
            return;
        await trail.RecordAsync(AuditEvents.ListViewed(who, query, unseen), cancellation).ConfigureAwait(false);
        if (_seen.Count > Most)
            _seen.Clear();
        foreach (var id in unseen)
            _seen[(who.UserId, id)] = now;
    }
}
