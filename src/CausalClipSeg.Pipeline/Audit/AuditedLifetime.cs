using System.Data.Common;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>Application Start and Application Stop (PS3.15 A.5.3.1).</summary>
internal sealed partial class AuditedLifetime(AuditTrail trail, ILogger<AuditedLifetime> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => trail.RecordAsync(Event("application-start", AuditCodes.ApplicationStart), cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await trail.RecordAsync(Event("application-stop", AuditCodes.ApplicationStop), cancellationToken).ConfigureAwait(false);
        }
        catch (DbException away)
        {
            // A process that stops because the database is gone must be able to stop.
            NotWritten(away.Message);
        }
    }

    private static AuditEvent Event(string name, AuditCode type) => new()
    {
        Name = name,
        Id = AuditCodes.ApplicationActivity,
        Type = type,
        Action = AuditAction.Execute,
        Participants =
        [
            new AuditParticipant(AuditNames.Process, false, AuditCodes.Application, Environment.MachineName),
            new AuditParticipant(Environment.UserName, true, AuditCodes.ApplicationLauncher, Environment.MachineName),
        ],
    };

    [LoggerMessage(EventId = 904, Level = LogLevel.Warning, Message = "The end of this process could not be written into the audit trail: {Reason}")]
    private partial void NotWritten(string reason);
}
