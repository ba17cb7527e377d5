using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Reports.StructuredReports;
using FellowOakDicom;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>A DICOM SR that was sent among the images: its report is recorded before the sender is told that it is stored. The same object twice has one effect.</summary>
public sealed class StructuredReportDoor(ReportReception reception, IOptions<IntakeOptions> options)
{
    private const string Source = "SR";

    /// <returns>Null when the report is ours now (or was already), else why it is not taken.</returns>
    public async Task<string?> AcceptAsync(ReceivedInstance instance, CancellationToken cancellation)
    {
        var document = SrDocuments.From(instance.Dataset, options.Value.Zone);
        var read = SrReportReader.Read(document);
        if (read.Problem is { } problem)
            return problem.Sentence;
        if (reception.WhyUnusable(read.Reports) is { } reason)
            return reason;
        var body = await File.ReadAllBytesAsync(instance.SpoolFile, cancellation).ConfigureAwait(false);
        var delivery = new ReportDelivery(Source, document.SopInstanceUid, ReportDelivery.Hash(body), read.Reports);
        return await reception.ReceiveAsync(delivery, cancellation).ConfigureAwait(false) == Reception.OtherBody
            ? $"SOP instance {document.SopInstanceUid} was received before with other content; a document that changes needs a new SOP Instance UID (PS3.3 C.12.1)."
            : null;
    }

    public static bool Takes(DicomDataset dataset) => SrDocuments.IsReport(dataset);
}
