using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Reports;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// What every door does with reports: in one transaction, once for each message id and body. The same id with another body is never taken: it is an error of
/// the sender's, and an alarm.
/// </summary>
public sealed partial class ReportReception(PipelineStore store, ReportUse use, ReportRegister register, CrashPoints crash, TimeProvider clock, ILogger<ReportReception> log)
{
    public async Task<Reception> ReceiveAsync(ReportDelivery delivery, CancellationToken cancellation)
    {
        crash.Reach(CrashPoints.AfterReceive);
        var reception = await store.InTransactionAsync(db => ReceiveAsync(db, delivery, cancellation), cancellation).ConfigureAwait(false);
        if (reception == Reception.OtherBody) IdWithOtherBody(delivery.Source);
        return reception;
    }

    /// <summary>Why one of the reports can never lead anywhere, or null.</summary>
    public string? WhyUnusable(IEnumerable<ParsedReport> reports) => reports.Select(report => use.WhyUnusable(Arrived(report))).FirstOrDefault(reason => reason is not null);

    private async Task<Reception> ReceiveAsync(PipelineDbContext db, ReportDelivery delivery, CancellationToken cancellation)
    {
        var seen = await db.InboundMessages.SingleOrDefaultAsync(m => m.Source == delivery.Source && m.MessageId == delivery.MessageId, cancellation).ConfigureAwait(false);
        if (seen is not null)
            return seen.ContentHash == delivery.ContentHash ? Reception.Repeated : Reception.OtherBody;
        db.InboundMessages.Add(new InboundMessage
        {
            Source = delivery.Source,
            MessageId = delivery.MessageId,
            ContentHash = delivery.ContentHash,
            FirstSeenAt = clock.GetUtcNow(),
            Outcome = "AA",
        });
        foreach (var report in delivery.Reports)
            await register.RecordAsync(db, Arrived(report), delivery.Source, cancellation).ConfigureAwait(false);
        return Reception.Stored;
    }

    private static ReportArrived Arrived(ParsedReport report) => new()
    {
        ReportId = report.FillerOrderNumber,
        MessageControlId = report.MessageControlId,
        StudyInstanceUid = report.StudyInstanceUid,
        StudyInstanceUids = report.StudyInstanceUids,
        AccessionNumber = report.AccessionNumber,
        AccessionNumbers = report.AccessionNumbers,
        RequestedProcedureId = report.RequestedProcedureId,
        PatientId = report.PatientId,
        ObservationTime = report.ObservationTime,
        IssuedAt = report.IssuedAt,
        Status = report.Status.ToCode(),
        Text = report.Text,
    };

    [LoggerMessage(EventId = 114, Level = LogLevel.Error, Message = "Alarm: a sender at the {Source} door used the id of an earlier message for another body; nothing was taken. Look into the sender's numbering.")]
    private partial void IdWithOtherBody(string source);
}
