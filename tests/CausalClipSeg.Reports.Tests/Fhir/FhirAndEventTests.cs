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
    [InlineData("""{"text":"Consolidation"}""", """ "valueCodeableConcept":{"coding":[{"code":"52101004"}]},"component":[{"code":{"text":"Laterality"},"valueCodeableConcept":{"text":"Right"}}] """, "FINDINGS:\nConsolidation, Right.")]
    [InlineData("""{"text":"Consolidation"}""", """ "valueCodeableConcept":{"text":"Absent"},"bodySite":{"text":"Left lung"} """, "FINDINGS:\nNo Consolidation, Left lung.")]
    [InlineData("""{"text":"Pneumonia"}""", """ "valueCodeableConcept":{"text":"Indeterminate"},"bodySite":{"text":"Left lung"} """, "FINDINGS:\nPossible Pneumonia, Left lung.")]
    [InlineData("""{"text":"Pneumonia"}""", """ "valueCodeableConcept":{"text":"Unlikely"} """, "FINDINGS:\nUnlikely Pneumonia.")]
    [InlineData("""{"text":"Nodule"}""", """ "component":[{"code":{"text":"Effusion"},"valueBoolean":true},{"code":{"text":"Consolidation"},"valueCodeableConcept":{"text":"Not assessed"}}] """, "FINDINGS:\nEffusion.")]
    [InlineData("""{"text":"Pneumonia"}""", """ "valueString":"Absent" """, "FINDINGS:\nNo Pneumonia.")]
    [InlineData("""{"text":"Consolidation"}""", """ "component":[{"code":{"text":"Presence"},"valueBoolean":true},{"code":{"text":"Side"},"valueString":"Left"}] """, "FINDINGS:\nConsolidation, Left.")]
    [InlineData("""{"text":"Chest"}""", """ "component":[{"code":{"text":"Nodule"},"valueBoolean":false},{"code":{"text":"Effusion"},"valueCodeableConcept":{"text":"Present"}}] """, "FINDINGS:\nNo Nodule.\nEffusion.")]
    [InlineData("""{"text":"Nodule"}""", """ "valueBoolean":true,"component":[{"code":{"text":"Calcification"},"valueBoolean":false},{"code":{"text":"Diameter"},"valueQuantity":{"value":6,"unit":"mm"}}] """, "FINDINGS:\nNodule, Diameter 6 mm.\nNo Calcification.")]
    [InlineData("""{"text":"Clinical history"}""", """ "valueString":"Left lower lobe pneumonia" """, "HISTORY:\nLeft lower lobe pneumonia")]
    [InlineData("""{"coding":[{"code":"11329-0","display":"x"}]}""", """ "valueString":"Cough" """, "HISTORY:\nCough")]
    [InlineData("""{"text":"Reason for visit"}""", """ "valueString":"Cough" """, "INDICATION:\nCough")]
    [InlineData("""{"text":"Radiology impression"}""", """ "valueCodeableConcept":{"text":"Pneumonia"} """, "IMPRESSION:\nPneumonia.")]
    [InlineData("""{"text":"Findings"}""", """ "valueString":"Negative" """, "FINDINGS:\nNegative")]
    public void An_observation_is_the_sentence_that_a_radiologist_would_dictate(string code, string value, string text) =>
        Parse("""{"resourceType":"DiagnosticReport","status":"final","code":{"text":"x"},"contained":[{"resourceType":"Observation","id":"o","status":"final","code":""" + code + "," + value + """}],"result":[{"reference":"#o"}]}""")
            .Report.ShouldNotBeNull().Text.ShouldBe(text);

    [Theory]
    [InlineData("text/plain|Clinical information|Known left pneumonia;text/plain|Report|Right lower lobe consolidation.", "HISTORY:\nKnown left pneumonia\n\nREPORT:\nRight lower lobe consolidation.")]
    [InlineData("text/plain||Right opacity.;text/plain||Right  opacity. ", "Right opacity.")]
    [InlineData("text/plain||Right opacity.;text/plain||Left opacity.", "Right opacity.\nLeft opacity.")]
    [InlineData("text/html||<p>HOSPITAL</p><p>Right lower lobe opacity, no effusion.</p>;text/plain||Right lower lobe opacity, no effusion.", "HOSPITAL\nRight lower lobe opacity, no effusion.")]
    public void Forms_that_say_something_else_are_all_read(string forms, string text)
    {
        var presented = string.Join(',', forms.Split(';').Select(form => form.Split('|')).Select(form =>
            $$"""{"contentType":"{{form[0]}}","title":"{{(form[1].Length > 0 ? form[1] : "x")}}","data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(form[2]))}}"}"""));
        Parse($$"""{"resourceType":"DiagnosticReport","status":"final","code":{"text":"x"},"presentedForm":[{{presented}}]}""").Report.ShouldNotBeNull().Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("final A1 Right opacity.;registered A2 -", "A1 F Right opacity.")]
    [InlineData("registered A2 -;final A1 Right opacity.", "A1 F Right opacity.")]
    [InlineData("final A1 Right opacity.;final A2 Clear.", "A1 F Right opacity.|A2 F Clear.")]
    [InlineData("final A1 Right opacity.;appended A1 Discussed with the ward.", "A1 C Right opacity.\nDiscussed with the ward.")]
    [InlineData("preliminary A1 Right shadow.;final A1 Right opacity.", "A1 P Right shadow.|A1 F Right opacity.")]
    public void The_reports_of_a_bundle_do_not_replace_each_other(string reports, string expected)
    {
        var entries = string.Join(',', reports.Split(';').Select(report => report.Split(' ', 3)).Select(report =>
            $$"""{"resource": {"resourceType":"DiagnosticReport","status":"{{report[0]}}","code":{"text":"x"},"identifier":[{"type":{"coding":[{"code":"ACSN"}]},"value":"{{report[1]}}"}],"conclusion":"{{report[2]}}"} }"""));
        string.Join('|', Parse($$"""{"resourceType":"Bundle","type":"batch","entry":[{{entries}}]}""").Reports
            .Select(report => $"{report.AccessionNumber} {report.Status.ToCode()} {report.Text.Replace("IMPRESSION:\n", "")}")).ShouldBe(expected);
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
