using CausalClipSeg.Reports.StructuredReports;
using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Reports.Tests.StructuredReports;

/// <summary>Content trees of DICOM SR as reports.</summary>
public sealed class SrReportTests
{
    private static readonly SrDocument _empty = new() { SopInstanceUid = "1.9", StudyInstanceUid = "1.2", CompletionFlag = "COMPLETE", VerificationFlag = "VERIFIED", Root = Container("18748-4") };

    [Fact]
    public void Headings_words_codes_and_numbers_become_the_report_they_are()
    {
        var report = Read(
            Container("121060", Text("121060", "Cough.")),
            Container("121070",
                Text("121071", "Patchy opacity in the left base."),
                Code("121071", "Finding", "Effusion", Modifier("Laterality", "Left"), Modifier("Severity", "Small")),
                Code("36118008", "Pneumothorax", "Absent"),
                new SrItem { Relationship = "CONTAINS", ValueType = "NUM", Name = new("410668003", "SCT", "Length"), Value = "12 mm" }),
            Container("121072", Text("121073", "Left lower lobe pneumonia.")),
            Container("121074", Text("121075", "CT to exclude a mass.")));
        report.Text.ShouldBe("HISTORY:\nCough.\n\nFINDINGS:\nPatchy opacity in the left base.\nEffusion, Left, Small.\nNo Pneumothorax.\nLength: 12 mm.\n\nIMPRESSION:\nLeft lower lobe pneumonia.\n\nRECOMMENDATION:\nCT to exclude a mass.");
    }

    [Fact]
    public void Who_observed_and_in_which_language_is_no_part_of_the_report() =>
        Read(new SrItem { Relationship = "HAS OBS CONTEXT", ValueType = "TEXT", Value = "Dr. Pneumonia" }, Text("121071", "Clear lungs.")).Text.ShouldBe("FINDINGS:\nClear lungs.");

    [Fact]
    public void Side_site_and_certainty_go_into_the_sentence_whatever_the_code_answers() =>
        Read(
            Code("95436008", "Lung consolidation", "Present", Modifier("Laterality", "Right"), Modifier("Finding site", "Lower lobe of lung")),
            Code("95436008", "Lung consolidation", "Absent", Modifier("Laterality", "Left")),
            Code("95436008", "Lung consolidation", "Improbable", Modifier("Laterality", "Left")),
            Code("95436008", "Lung consolidation", "Indeterminate", Property("Finding site", "Lung", Modifier("Laterality", "Left"))),
            Code("121071", "Finding", "Pneumonia", Property("Finding site", "Lung", Modifier("Laterality", "Right")), Modifier("Certainty", "Probable")),
            Code("121071", "Finding", "Nodule", Modifier("Laterality", "Left"), Property("Calcification", "Absent")),
            Code("121071", "Finding", "Effusion", Modifier("Language of Content Item", "English") with { Name = new("121049", "DCM", "Language of Content Item and Descendants") }),
            Text("121071", "Patchy opacity.") with { Children = [Modifier("Laterality", "Left")] },
            new SrItem { Relationship = "CONTAINS", ValueType = "NUM", Name = new("410668003", "SCT", "Length"), Value = "12 mm", Children = [Modifier("Laterality", "Left")] }).Text
            .ShouldBe(string.Join('\n',
                "Lung consolidation, Right, Lower lobe of lung.", "No Lung consolidation, Left.", "Unlikely Lung consolidation, Left.", "Possible Lung consolidation, Lung, Left.")
                + "\n\nFINDINGS:\n" + string.Join('\n', "Probable Pneumonia, Lung, Right.", "Nodule, Left.", "No Calcification.", "Effusion.", "Patchy opacity, Left.") + "\n\nREPORT:\nLength: 12 mm, Left.");

    [Theory]
    [InlineData("Present", FindingAssertion.Present)]
    [InlineData("Probable", FindingAssertion.Uncertain)]
    [InlineData("Indeterminate", FindingAssertion.Uncertain)]
    [InlineData("Improbable", FindingAssertion.Absent)]
    [InlineData("Absent", FindingAssertion.Absent)]
    public void The_reader_of_reports_knows_the_words_of_each_answer(string answer, FindingAssertion assertion)
    {
        var report = Read(Code("95436008", "Lung consolidation", answer, Modifier("Laterality", "Right"), Property("Finding site", "Structure of lower lobe of lung")));
        var finding = new FindingExtractor().Extract(report.Text).Findings.ShouldHaveSingleItem(report.Text);
        (finding.Finding, finding.Assertion, finding.Side).ShouldBe(("consolidation", assertion, FindingSide.Right));
        finding.Zones.ShouldBe([LungZone.Lower]);
    }

    [Fact]
    public void A_name_that_is_a_sections_opens_it_whatever_its_code() =>
        Read(Container("X1", "Clinical history", Text("X2", "Pneumonia last year.")), Container("X3", "Radiology findings", Text("121071", "Clear lungs."))).Text
            .ShouldBe("HISTORY:\nPneumonia last year.\n\nFINDINGS:\nClear lungs.");

    [Theory]
    [InlineData("COMPLETE", "VERIFIED", "", false, ReportStatus.Final)]
    [InlineData("COMPLETE", "VERIFIED", "", true, ReportStatus.Corrected)]
    [InlineData("COMPLETE", "UNVERIFIED", "", false, ReportStatus.Preliminary)]
    [InlineData("COMPLETE", "UNVERIFIED", "FINAL", false, ReportStatus.Final)]
    [InlineData("COMPLETE", "VERIFIED", "PRELIMINARY", false, ReportStatus.Preliminary)]
    [InlineData("PARTIAL", "UNVERIFIED", "", false, ReportStatus.Partial)]
    public void The_flags_say_what_the_document_is(string completion, string verification, string preliminary, bool replaces, ReportStatus status) =>
        SrReportReader.Read(_empty with { CompletionFlag = completion, VerificationFlag = verification, PreliminaryFlag = preliminary, HasPredecessor = replaces, Root = Text("121071", "Clear.") })
            .Report.ShouldNotBeNull().Status.ShouldBe(status);

    [Fact]
    public void The_study_is_the_one_that_requests_and_evidence_name()
    {
        SrReportReader.Read(_empty with { ReportedStudies = ["1.7"], Root = Text("121071", "Clear.") }).Report!.StudyInstanceUids.ShouldBe(["1.7"]);
        SrReportReader.Read(_empty with { Root = Text("121071", "Clear.") }).Report!.StudyInstanceUids.ShouldBe(["1.2"]);
    }

    [Fact]
    public void A_document_without_words_is_refused() => SrReportReader.Read(_empty).Problem.ShouldNotBeNull().Sentence.ShouldContain("TID 2000");

    private static ParsedReport Read(params SrItem[] children) => SrReportReader.Read(_empty with { Root = Container("18748-4", children) }).Report.ShouldNotBeNull();

    private static SrItem Container(string code, params SrItem[] children) => Container(code, "", children);

    private static SrItem Container(string code, string meaning, params SrItem[] children) => new() { Relationship = "CONTAINS", ValueType = "CONTAINER", Name = new(code, "DCM", meaning), Children = children };

    private static SrItem Text(string code, string value) => new() { Relationship = "CONTAINS", ValueType = "TEXT", Name = new(code, "DCM", "Finding"), Value = value };

    private static SrItem Code(string name, string nameMeaning, string value, params SrItem[] modifiers) =>
        new() { Relationship = "CONTAINS", ValueType = "CODE", Name = new(name, "SCT", nameMeaning), Value = value, Code = new("", "SCT", value), Children = modifiers };

    private static SrItem Modifier(string name, string value) => new() { Relationship = "HAS CONCEPT MOD", ValueType = "CODE", Name = new("", "SCT", name), Value = value, Code = new("", "SCT", value) };

    private static SrItem Property(string name, string value, params SrItem[] modifiers) => Modifier(name, value) with { Relationship = "HAS PROPERTIES", Children = modifiers };
}
