using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Companions;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>
/// What goes along with a SEG where the site wants it (Pacs:SecondaryCapture, Pacs:StructuredReport). Their UIDs derive from the SEG's, so that the same SEG
/// always has the same companions.
/// </summary>
public sealed class CompanionWriter(InstanceStore instances, IOptions<PacsOptions> options)
{
    // Behind the SEG's own series number.
    private const int PictureSeries = 901;
    private const int ReportSeries = 902;

    public async Task<IReadOnlyList<DicomFile>> WriteAsync(CaseResult result, DicomDataset segmentation, SegmentationContent content, CancellationToken cancellation)
    {
        if (!options.Value.SecondaryCapture && !options.Value.StructuredReport)
            return [];
        var source = await DicomFiles.OpenAsync(instances.Full(result.Image.FilePath)).ConfigureAwait(false);
        List<DicomFile> companions = [];
        if (options.Value.SecondaryCapture && DisplayImageReader.Read(source.Dataset).TryGet(out var shown, out _))
            companions.Add(SecondaryCaptureBuilder.Build(source.Dataset, shown, content.Segments, Identity(content, "secondary-capture", PictureSeries)));
        if (options.Value.StructuredReport)
            companions.Add(FindingsReportBuilder.Build(source.Dataset, segmentation, content.Segments, Identity(content, "structured-report", ReportSeries)));
        foreach (var companion in companions)
            await instances.WriteResultAsync(companion, cancellation).ConfigureAwait(false);
        return companions;
    }

    private static ObjectIdentity Identity(SegmentationContent content, string kind, int series) => new()
    {
        SopInstanceUid = DerivedUid.Create(kind, content.SopInstanceUid),
        SeriesInstanceUid = DerivedUid.Create($"{kind}-series", content.SopInstanceUid),
        Equipment = content.Equipment,
        ContentTime = content.ContentTime,
        SeriesNumber = series,
        SeriesDescription = content.SeriesDescription,
    };
}
