using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Telemetry;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>A report that came as a plain-JSON event is recorded; what cannot be used is a recorded refusal.</summary>
public sealed partial class ReportEventDoor(ReportRegister register, ReportUse use, ExactlyOnce once, RefusalLog refusals, StageTelemetry stages, ILogger<ReportEventDoor> log)
{
    private const string Source = "AMQP";

    public async Task TakeAsync(ReportArrived report, MessageIdentity identity, CancellationToken cancellation)
    {
        using var work = stages.Begin(Stage.Intake, "AMQP report");
        if (ReportStatusMapping.SaysNoResultYet(report.Status))
        {
            NoResultYet();
            work.Ends("no result yet");
        }
        else if (use.WhyUnusable(report) is { } reason)
        {
            await refusals.RecordAsync(Source, report.MessageControlId, reason, identity, cancellation).ConfigureAwait(false);
            work.Ends("refused");
        }
        else
        {
            await once.RunAsync(identity, db => register.RecordAsync(db, report, Source, cancellation), cancellation).ConfigureAwait(false);
            work.Ends("accepted");
        }
    }

    [LoggerMessage(EventId = 115, Level = LogLevel.Debug, Message = "A report event says that there is no result yet; nothing was done.")]
    private partial void NoResultYet();
}
