using System.Text;

namespace CausalClipSeg.Reports.Tests.Fhir;

public sealed class FhirAndEventTests
{
    private const string Report = """
        {"resourceType":"DiagnosticReport","id":"r1","status":"final","code":{"text":"Chest X-ray"},
         "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"ACSN"}]},"value":"ACC7"}],
         "subject":{"identifier":{"value":"PAT7","system":"urn:oid:1.2.3"}},"effectiveDateTime":"2026-01-01T10:00:00Z",
         "imagingStudy":[{"identifier":{"system":"urn:dicom:uid","value":"urn:oid:1.2.840.1.7"}}],
         "contained":[{"resourceType":"Observation","id":"o1","status":"final","code":{"coding":[{"code":"59776-5"}]},"valueString":"Right lower lobe opacity."}],
         "result":[{"reference":"#o1"}],"conclusion":"Pneumonia."}
        """;

    [Fact]
    public void A_FHIR_report_gives_study_accession_patient_and_words()
    {
        var report = Parse(Report).Report.ShouldNotBeNull();
        report.ShouldSatisfyAllConditions(
            () => report.Source.ShouldBe(ReportSource.Fhir),
            () => report.StudyInstanceUid.ShouldBe("1.2.840.1.7"),
            () => report.AccessionNumber.ShouldBe("ACC7"),
            () => report.PatientId.ShouldBe("PAT7"),
            () => report.Status.ShouldBe(ReportStatus.Final),
            () => report.Text.ShouldBe("FINDINGS:\nRight lower lobe opacity.\n\nIMPRESSION:\nPneumonia."));
    }

    [Fact]
    public void A_presented_form_in_text_is_the_report()
    {
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes("Left effusion. Größe 3 cm."));
        Parse($$"""{"resourceType":"DiagnosticReport","status":"preliminary","code":{"text":"x"},"presentedForm":[{"contentType":"text/plain","data":"{{data}}"}]}""")
            .Report.ShouldNotBeNull().Text.ShouldBe("Left effusion. Größe 3 cm.");
    }

    [Theory]
    [InlineData("""{"resourceType":"DiagnosticReport","status":"final","code":{"text":"x"}}""", ReportProblemKind.NoReadableText, "no words")]
    [InlineData("""{"resourceType":"DiagnosticReport","status":"final","code":{"text":"x"},"presentedForm":[{"contentType":"application/pdf","data":"JVBERg=="}]}""", ReportProblemKind.NoReadableText, "application/pdf")]
    [InlineData("""{"resourceType":"Patient","id":"p"}""", ReportProblemKind.UnsupportedMessageType, "Patient")]
    [InlineData("""{"resourceType":"Nonsense"}""", ReportProblemKind.UnsupportedMessageType, "a type that R4 does not have")]
    [InlineData("""{"resourceType":""", ReportProblemKind.Malformed, "line 1")]
    [InlineData("""{"status":"final"}""", ReportProblemKind.MissingField, "text")]
    [InlineData("""{"status":"maybe","text":"x"}""", ReportProblemKind.UnknownValue, "maybe")]
    [InlineData("""{"studyInstanceUid":"abc","text":"x"}""", ReportProblemKind.UnknownValue, "UID")]
    public void What_cannot_be_taken_is_refused_with_the_reason(string json, ReportProblemKind kind, string word)
    {
        var problem = Parse(json).Problem.ShouldNotBeNull();
        problem.Kind.ShouldBe(kind, problem.Sentence);
        problem.Sentence.ShouldContain(word);
    }

    [Fact]
    public void Our_own_event_is_read()
    {
        var report = Parse("""{"messageId":"m1","studyInstanceUid":"1.2.3","accessionNumber":"A1","patientId":"P1","status":"F","text":"Left effusion."}""").Report.ShouldNotBeNull();
        (report.Source, report.StudyInstanceUid, report.AccessionNumber, report.PatientId, report.Text, report.MessageControlId).ShouldBe((ReportSource.Event, "1.2.3", "A1", "P1", "Left effusion.", "m1"));
    }

    private static ReportParseResult Parse(string json) => ReportParser.Parse(Encoding.UTF8.GetBytes(json));
}
