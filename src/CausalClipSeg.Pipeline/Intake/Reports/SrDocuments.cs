using CausalClipSeg.Reports.StructuredReports;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>The data set of a DICOM SR -> the document that the Reports reader understands (PS3.3 A.35, C.17).</summary>
internal static class SrDocuments
{
    public static bool IsReport(DicomDataset dataset) => SrDocument.SopClasses.Contains(Text(dataset, DicomTag.SOPClassUID) ?? "");

    public static SrDocument From(DicomDataset dataset, TimeZoneInfo zone)
    {
        var requests = Items(dataset, DicomTag.ReferencedRequestSequence);
        var evidence = Items(dataset, DicomTag.CurrentRequestedProcedureEvidenceSequence);
        var request = requests.Count > 0 ? requests[0] : null;
        return new SrDocument
        {
            SopInstanceUid = Text(dataset, DicomTag.SOPInstanceUID) ?? "",
            StudyInstanceUid = Text(dataset, DicomTag.StudyInstanceUID) ?? "",
            ReportedStudies = [.. requests.Concat(evidence).Select(item => Text(item, DicomTag.StudyInstanceUID)).OfType<string>().Distinct()],
            AccessionNumbers = [.. requests.Append(dataset).Select(item => Text(item, DicomTag.AccessionNumber)).OfType<string>().Distinct()],
            PatientId = Text(dataset, DicomTag.PatientID),
            PatientIdIssuer = Text(dataset, DicomTag.IssuerOfPatientID),
            RequestedProcedureId = request is null ? null : Text(request, DicomTag.RequestedProcedureID),
            PlacerOrderNumber = request is null ? null : Text(request, DicomTag.PlacerOrderNumberImagingServiceRequest),
            FillerOrderNumber = request is null ? null : Text(request, DicomTag.FillerOrderNumberImagingServiceRequest),
            CompletionFlag = Text(dataset, DicomTag.CompletionFlag) ?? "",
            VerificationFlag = Text(dataset, DicomTag.VerificationFlag) ?? "",
            PreliminaryFlag = Text(dataset, DicomTag.PreliminaryFlag) ?? "",
            HasPredecessor = Items(dataset, DicomTag.PredecessorDocumentsSequence).Count > 0,
            ContentTime = DicomTimes.Read(dataset, DicomTag.ContentDate, DicomTag.ContentTime, zone),
            StudyTime = DicomTimes.Read(dataset, DicomTag.StudyDate, DicomTag.StudyTime, zone),
            CharacterSet = Text(dataset, DicomTag.SpecificCharacterSet),
            Root = SrItems.Read(dataset),
        };
    }

    internal static string? Text(DicomDataset dataset, DicomTag tag) =>
        dataset.TryGetString(tag, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    internal static IReadOnlyList<DicomDataset> Items(DicomDataset dataset, DicomTag tag) =>
        dataset.TryGetSequence(tag, out var sequence) ? [.. sequence.Items] : [];
}
