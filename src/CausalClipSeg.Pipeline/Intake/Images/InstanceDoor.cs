using System.Data.Common;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Telemetry;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>An instance that was sent to us: ours after the commit, or refused with the reason on record and in the sender's status.</summary>
internal sealed partial class InstanceDoor(
    InstanceRegister register, StructuredReportDoor reports, CommitmentDoor commitments, RefusalLog refusals, IntakeGate gate, SecurityAlerts alerts, StageTelemetry stages,
    CrashPoints crash, ILogger<InstanceDoor> log) : IInstanceReceiver
{
    private const string Source = "C-STORE";

    public string? WhyClosed() => gate.WhyClosed();

    public async Task<ReceiveOutcome> ReceiveAsync(ReceivedInstance instance, CancellationToken cancellation)
    {
        crash.Reach(CrashPoints.AfterReceive);
        using var work = stages.Begin(Stage.Intake, Source);
        try
        {
            var reason = StructuredReportDoor.Takes(instance.Dataset)
                ? await reports.AcceptAsync(instance, cancellation).ConfigureAwait(false)
                : await register.AcceptAsync(instance.SpoolFile, instance.Dataset, instance.Sha256, Source, cancellation).ConfigureAwait(false);
            work.Ends(reason is null ? "accepted" : "refused");
            if (reason is null)
                return new ReceiveOutcome.Accepted();
            var uid = instance.Dataset.GetSingleValueOrDefault(DicomTag.SOPInstanceUID, "");
            await refusals.RecordFileAsync(Source, uid, reason, instance.SpoolFile, cancellation).ConfigureAwait(false);
            return new ReceiveOutcome.Refused(ReceiveRefusal.DoesNotMatchSopClass, reason);
        }
        catch (Exception away) when (away is DbException or DbUpdateException)
        {
            return new ReceiveOutcome.Refused(ReceiveRefusal.OutOfResources, $"The database does not answer ({away.GetType().Name}); send it again.");
        }
    }

    public async Task RefusedAsync(string sopInstanceUid, string? spoolFile, string reason, CancellationToken cancellation)
    {
        using var work = stages.Begin(Stage.Intake, Source);
        work.Ends("refused");
        try
        {
            if (spoolFile is null)
                await refusals.RecordAsync(Source, sopInstanceUid, reason, cancellation).ConfigureAwait(false);
            else
                await refusals.RecordFileAsync(Source, sopInstanceUid, reason, spoolFile, cancellation).ConfigureAwait(false);
        }
        catch (Exception away) when (away is DbException or DbUpdateException)
        {
            NotRecorded(away.Message);
        }
    }

    public Task<CommitmentAnswer> CommitAsync(CommitmentRequest request, CancellationToken cancellation) => commitments.AskedAsync(request, cancellation);

    public Task<bool> CommittedAsync(CommitmentReport report, CancellationToken cancellation) => commitments.ReportedAsync(report, cancellation);

    public async Task TurnedAwayAsync(string callingAe, string host, string why, CancellationToken cancellation)
    {
        try
        {
            await alerts.AssociationRefusedAsync(callingAe, host, why, cancellation).ConfigureAwait(false);
        }
        catch (DbException away)
        {
            NotAudited(callingAe, away.Message);
        }
    }

    [LoggerMessage(EventId = 128, Level = LogLevel.Warning, Message = "The refused association of {CallingAe} could not be written into the audit trail: {Reason}")]
    private partial void NotAudited(string callingAe, string reason);

    [LoggerMessage(EventId = 129, Level = LogLevel.Warning, Message = "A refused object could not be written into the record of refusals: {Reason}")]
    private partial void NotRecorded(string reason);
}
