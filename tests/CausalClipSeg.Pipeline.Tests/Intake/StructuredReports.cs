using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;

namespace CausalClipSeg.Tests;

/// <summary>Structured reports as a RIS or a dictation system writes them: Basic Text SR and TID 2000.</summary>
internal static class StructuredReports
{
    public static DicomFile BasicText(SyntheticCase spec, string findings, string uid) => Document(spec, DicomUID.BasicTextSRStorage, uid,
        Container("121070", "Findings", Text("121071", "Finding", findings)));

    /// <summary>TID 2000 with a coded finding, its laterality, and one that is coded as absent.</summary>
    public static DicomFile Enhanced(SyntheticCase spec, string uid) => Document(spec, DicomUID.EnhancedSRStorage, uid,
        Container("121060", "History", Text("121060", "History", "Left upper lobe pneumonia a year ago.")),
        Container("121070", "Findings",
            Coded("121071", "Finding", "95436008", "Consolidation of right lower lobe"),
            Coded("121071", "Finding", "36118008", "Pneumothorax", Modifier("2667000", "Absent"))),
        Container("121072", "Impressions", Text("121073", "Impression", "Right lower lobe consolidation.")));

    private static DicomFile Document(SyntheticCase spec, DicomUID sopClass, string uid, params DicomDataset[] content)
    {
        var study = SyntheticStudy.Of(spec);
        return new DicomFile(new DicomDataset
        {
            { DicomTag.SOPClassUID, sopClass }, { DicomTag.SOPInstanceUID, uid }, { DicomTag.StudyInstanceUID, study.StudyInstanceUid }, { DicomTag.SeriesInstanceUID, uid + ".1" },
            { DicomTag.Modality, "SR" }, { DicomTag.PatientID, study.PatientId }, { DicomTag.AccessionNumber, study.AccessionNumber },
            { DicomTag.ContentDate, "20260105" }, { DicomTag.ContentTime, "120000" }, { DicomTag.CompletionFlag, "COMPLETE" }, { DicomTag.VerificationFlag, "VERIFIED" },
            { DicomTag.ValueType, "CONTAINER" }, new DicomSequence(DicomTag.ConceptNameCodeSequence, Code("18748-4", "LN", "Diagnostic imaging report")),
            { DicomTag.ContinuityOfContent, "SEPARATE" }, new DicomSequence(DicomTag.ContentSequence, content),
        });
    }

    private static DicomDataset Container(string code, string meaning, params DicomDataset[] children) => new(
        new DicomDataset { { DicomTag.RelationshipType, "CONTAINS" }, { DicomTag.ValueType, "CONTAINER" }, new DicomSequence(DicomTag.ConceptNameCodeSequence, Code(code, "DCM", meaning)), new DicomSequence(DicomTag.ContentSequence, children) });

    private static DicomDataset Text(string code, string meaning, string value) => new()
    {
        { DicomTag.RelationshipType, "CONTAINS" }, { DicomTag.ValueType, "TEXT" }, new DicomSequence(DicomTag.ConceptNameCodeSequence, Code(code, "DCM", meaning)), { DicomTag.TextValue, value },
    };

    private static DicomDataset Coded(string code, string meaning, string value, string valueMeaning, params DicomDataset[] modifiers)
    {
        var item = new DicomDataset
        {
            { DicomTag.RelationshipType, "CONTAINS" }, { DicomTag.ValueType, "CODE" },
            new DicomSequence(DicomTag.ConceptNameCodeSequence, Code(code, "DCM", meaning)), new DicomSequence(DicomTag.ConceptCodeSequence, Code(value, "SCT", valueMeaning)),
        };
        if (modifiers.Length > 0) item.Add(new DicomSequence(DicomTag.ContentSequence, modifiers));
        return item;
    }

    private static DicomDataset Modifier(string value, string meaning) => new()
    {
        { DicomTag.RelationshipType, "HAS CONCEPT MOD" }, { DicomTag.ValueType, "CODE" },
        new DicomSequence(DicomTag.ConceptNameCodeSequence, Code("705057003", "SCT", "Presence")), new DicomSequence(DicomTag.ConceptCodeSequence, Code(value, "SCT", meaning)),
    };

    private static DicomDataset Code(string value, string scheme, string meaning) =>
        new() { { DicomTag.CodeValue, value }, { DicomTag.CodingSchemeDesignator, scheme }, { DicomTag.CodeMeaning, meaning } };
}
