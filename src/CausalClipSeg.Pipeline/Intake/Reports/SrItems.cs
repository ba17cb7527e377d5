using CausalClipSeg.Reports.StructuredReports;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>Reads the content tree of an SR (PS3.3 C.17.3); items by reference, and what lies deeper than any real report, are left out.</summary>
internal static class SrItems
{
    private const int Deepest = 40;

    public static SrItem Read(DicomDataset item) => Read(item, 0);

    private static SrItem Read(DicomDataset item, int depth) => new()
    {
        Relationship = SrDocuments.Text(item, DicomTag.RelationshipType) ?? "",
        ValueType = SrDocuments.Text(item, DicomTag.ValueType) ?? "",
        Name = Code(item, DicomTag.ConceptNameCodeSequence),
        Value = Value(item),
        Code = Code(item, DicomTag.ConceptCodeSequence),
        Children = depth >= Deepest ? [] : [.. SrDocuments.Items(item, DicomTag.ContentSequence).Select(child => Read(child, depth + 1))],
    };

    private static string Value(DicomDataset item) => SrDocuments.Text(item, DicomTag.ValueType) switch
    {
        "TEXT" => SrDocuments.Text(item, DicomTag.TextValue)?.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') ?? "",
        "CODE" => Code(item, DicomTag.ConceptCodeSequence)?.Meaning ?? "",
        "NUM" => Number(item),
        _ => "",
    };

    private static string Number(DicomDataset item) =>
        SrDocuments.Items(item, DicomTag.MeasuredValueSequence) is [var measured, ..]
            ? $"{SrDocuments.Text(measured, DicomTag.NumericValue)} {Code(measured, DicomTag.MeasurementUnitsCodeSequence)?.Value}".Trim()
            : "";

    // A code may be longer than 16 characters, or a URN (PS3.3 8.1).
    private static SrCode? Code(DicomDataset item, DicomTag tag) =>
        SrDocuments.Items(item, tag) is [var code, ..]
            ? new(SrDocuments.Text(code, DicomTag.CodeValue) ?? SrDocuments.Text(code, DicomTag.LongCodeValue) ?? SrDocuments.Text(code, DicomTag.URNCodeValue) ?? "",
                SrDocuments.Text(code, DicomTag.CodingSchemeDesignator) ?? "", SrDocuments.Text(code, DicomTag.CodeMeaning) ?? "")
            : null;
}
