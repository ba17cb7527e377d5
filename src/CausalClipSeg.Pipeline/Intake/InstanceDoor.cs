using System.Data.Common;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>An instance that was sent to us: ours after the commit, or refused with the reason on record and in the sender's status.</summary>
internal sealed class InstanceDoor(InstanceRegister register, StructuredReportDoor reports, RefusalLog refusals, IntakeGate gate, CrashPoints crash) : IInstanceReceiver
{
    private const string Source = "C-STORE";

    public async Task<ReceiveOutcome> ReceiveAsync(ReceivedInstance instance, CancellationToken cancellation)
    {
        crash.Reach(CrashPoints.AfterReceive);
        if (gate.WhyClosed() is { } closed)
            return new ReceiveOutcome.Refused(ReceiveRefusal.OutOfResources, closed);
        try
        {
            var reason = StructuredReportDoor.Takes(instance.Dataset)
                ? await reports.AcceptAsync(instance, cancellation).ConfigureAwait(false)
                : await register.AcceptAsync(instance.SpoolFile, instance.Dataset, Source, cancellation).ConfigureAwait(false);
            if (reason is null)
                return new ReceiveOutcome.Accepted();
            var uid = instance.Dataset.GetSingleValueOrDefault(DicomTag.SOPInstanceUID, "");
            await refusals.RecordFileAsync(Source, uid, reason, instance.SpoolFile, cancellation).ConfigureAwait(false);
            return new ReceiveOutcome.Refused(ReceiveRefusal.DoesNotMatchSopClass, reason);
        }
        catch (DbException away)
        {
            return new ReceiveOutcome.Refused(ReceiveRefusal.OutOfResources, $"The database does not answer ({away.GetType().Name}); send it again.");
        }
    }
}
