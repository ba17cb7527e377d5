using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Companions;

/// <summary>
/// A Basic Text SR (PS3.3 A.35.1) that ties together, for each segment, the sentence of the report, the coded finding, the segment and the radiograph.
/// It is the machine's account, not a report: unverified, with the algorithm as its observer.
/// </summary>
public static class FindingsReportBuilder
{
    private static readonly CodedConcept _title = new("18748-4", "LN", "Diagnostic imaging study");
    private static readonly CodedConcept _findings = new("121070", "DCM", "Findings");
    private static readonly CodedConcept _finding = new("121071", "DCM", "Finding");
    private static readonly CodedConcept _sentence = new("121106", "DCM", "Comment");
    private static readonly CodedConcept _observerType = new("121005", "DCM", "Observer Type");
    private static readonly CodedConcept _device = new("121007", "DCM", "Device");
    private static readonly CodedConcept _deviceUid = new("121012", "DCM", "Device Observer UID");
    private static readonly CodedConcept _deviceName = new("121013", "DCM", "Device Observer Name");
    private static readonly CodedConcept _language = new("121049", "DCM", "Language of Content Item and Descendants");
    private static readonly CodedConcept _english = new("en", "RFC5646", "English");

    /// <param name="segmentation">The segmentation whose segments are reported, in the order of their numbers.</param>
    public static DicomFile Build(DicomDataset source, DicomDataset segmentation, IReadOnlyList<SegmentDescription> segments, ObjectIdentity identity)
    {
        var dataset = identity.Begin(source, DicomUID.BasicTextSRStorage, "SR").NotValidated() // the source's UIDs are its own
            .Add(DicomTag.CompletionFlag, "COMPLETE")
            .Add(DicomTag.VerificationFlag, "UNVERIFIED")
            .Add(DicomTag.ValueType, "CONTAINER")
            .Add(DicomTag.ContinuityOfContent, "SEPARATE")
            .Add(_title.ToSequence(DicomTag.ConceptNameCodeSequence))
            .Add(new DicomSequence(DicomTag.ReferencedPerformedProcedureStepSequence), new DicomSequence(DicomTag.PerformedProcedureCodeSequence))
            .Add(Evidence(source, segmentation));
        dataset.Add(new DicomSequence(DicomTag.ContentSequence,
        [
            SrItem.Code("HAS CONCEPT MOD", _language, _english),
            SrItem.Code("HAS OBS CONTEXT", _observerType, _device),
            SrItem.Uid("HAS OBS CONTEXT", _deviceUid, DerivedUid.Create("device", identity.Equipment.SerialNumber)),
            SrItem.Text("HAS OBS CONTEXT", _deviceName, $"{identity.Equipment.ModelName} {identity.Equipment.SoftwareVersions}"),
            .. segments.Select((segment, index) => Finding(source, segmentation, segment, index + 1)),
        ]));
        return new DicomFile(dataset);
    }

    private static DicomDataset Finding(DicomDataset source, DicomDataset segmentation, SegmentDescription segment, int number)
    {
        List<DicomDataset> items = [SrItem.Code("CONTAINS", _finding, segment.Type)];
        if (!string.IsNullOrWhiteSpace(segment.Description)) items.Add(SrItem.Text("CONTAINS", _sentence, segment.Description));
        items.Add(SrItem.Image("CONTAINS", segmentation, number));
        items.Add(SrItem.Image("CONTAINS", source, segment: null));
        return SrItem.Container("CONTAINS", _findings, items);
    }

    private static DicomSequence Evidence(DicomDataset source, DicomDataset segmentation) => new(
        DicomTag.CurrentRequestedProcedureEvidenceSequence,
        SourceReference.ToStudy(source.GetString(DicomTag.StudyInstanceUID), Series(source), Series(segmentation)));

    private static DicomDataset Series(DicomDataset instance) =>
        SourceReference.ToSeries(instance.GetString(DicomTag.SeriesInstanceUID), DicomTag.ReferencedSOPSequence, SourceReference.To(instance));
}
