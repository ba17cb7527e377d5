using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Reports.StructuredReports;
using FellowOakDicom;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>A DICOM SR that was sent among the images: its file is in the store and its report recorded before the sender is told so. The same object twice has one effect.</summary>
public sealed class StructuredReportDoor(PipelineStore store, ReportReception reception, InstanceShelf shelf, ReceivedObjects received, IOptions<IntakeOptions> options)
{
    /// <returns>Null when the report is ours now (or was already), else why it is not taken.</returns>
    public async Task<string?> AcceptAsync(ReceivedInstance instance, CancellationToken cancellation)
    {
        var document = SrDocuments.From(instance.Dataset, options.Value.Zone);
        var read = SrReportReader.Read(document);
        if (read.Problem is { } problem)
            return problem.Sentence;
        if (reception.WhyUnusable(read.Reports) is { } reason)
            return reason;
        if (!InstanceStore.IsUid(document.SopInstanceUid))
            return $"'{document.SopInstanceUid}' is no SOP Instance UID (0008,0018); the object cannot be stored. Send it with a valid one.";
        var file = await shelf.KeepAsync(instance.SpoolFile, document.SopInstanceUid, instance.Sha256).ConfigureAwait(false);
        if (await KnownAsync(document.SopInstanceUid, cancellation).ConfigureAwait(false) is { } known)
            return await shelf.CompareAsync(document.SopInstanceUid, known, file, instance.SpoolFile).ConfigureAwait(false);
        var delivery = new ReportDelivery(ReceivedObjects.Reports, document.SopInstanceUid, file.Sha256, read.Reports);
        var (outcome, unrecordable) = await shelf.RecordAsync(file, instance.SpoolFile, () => reception.ReceiveAsync(delivery, cancellation)).ConfigureAwait(false);
        // Another may have come under this UID in the meantime.
        return outcome == Reception.OtherBody && await KnownAsync(document.SopInstanceUid, cancellation).ConfigureAwait(false) is { } first
            ? await shelf.CompareAsync(document.SopInstanceUid, first, file, instance.SpoolFile).ConfigureAwait(false)
            : unrecordable;
    }

    private Task<string?> KnownAsync(string sopInstanceUid, CancellationToken cancellation) =>
        store.ReadAsync(db => received.PathAsync(db, ReceivedObjects.Reports, sopInstanceUid, cancellation), cancellation);

    public static bool Takes(DicomDataset dataset) => SrDocuments.IsReport(dataset);
}
