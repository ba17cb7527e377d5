namespace CausalClipSeg.Reports.Tests.Hl7;

/// <summary>Messages with several orders or patients: whose text it is, and what becomes of those without one.</summary>
public sealed class OruOrdersTests
{
    private const string First = "PID|1||PAT1^^^HOSP^MR", Second = "PID|2||PAT2^^^HOSP^MR", Words = "Right lower lobe opacity.";

    [Fact]
    public void Each_order_belongs_to_the_nearest_patient_before_it()
    {
        Read(First, Order(1), Line("No effusion."), Second, Order(2), Line(Words)).ShouldBe(["PAT1 ACC1 F No effusion.", $"PAT2 ACC2 F {Words}"]);
        Read(First, Order(1, "I"), Second, Order(2), Line(Words)).ShouldBe([$"PAT2 ACC2 F {Words}"]);
        Read(First, Order(1), Line(Words), First, Order(2)).ShouldBe([$"PAT1 ACC1,ACC2 F {Words}"]);
        Read(First, Order(1), Line(Words), Second, "NTE|1||Left upper lobe opacity last year.", Order(2), Line("Clear.")).ShouldBe([$"PAT1 ACC1 F {Words}", "PAT2 ACC2 F Clear."]);
        Read(Order(1), Line(Words)).ShouldBe([$"- ACC1 F {Words}"]);
        Read("PID|1", Order(1), Line(Words)).ShouldBe([$"- ACC1 F {Words}"]);
    }

    [Theory]
    [InlineData("OBR 1 stands before the first PID", new[] { "O1", "T", "P1" })]
    [InlineData("OBX rows stand behind a PID without an OBR", new[] { "P1", "O1", "T", "P2", "T" })]
    [InlineData("OBX rows stand behind a PID without an OBR", new[] { "P1", "O1", "T", "P2", "T", "P1", "O2", "T" })]
    [InlineData("holds a second MSH", new[] { "P1", "O1", "T", "MSH", "P2", "O2", "T" })]
    [InlineData("no report text of OBR 2", new[] { "P1", "O1", "T", "P2", "O2" })]
    [InlineData("no report text of OBR 2", new[] { "P1", "O1", "T", "PID|2", "O2" })]
    public void What_cannot_be_told_apart_is_refused_whole(string sentence, string[] segments)
    {
        var result = Parse([.. segments.Select(segment => segment switch
        {
            "P1" => First, "P2" => Second, "O1" => Order(1), "O2" => Order(2), "T" => Line(Words), "MSH" => Messages.Header(id: "MSG2"), _ => segment,
        })]);
        result.Problem.ShouldNotBeNull().Sentence.ShouldContain(sentence);
        result.Problem.Sentence.ShouldContain("; send");
        result.Message.ShouldNotBeNull().ControlId.ShouldBe("MSG1");
    }

    [Theory]
    [InlineData("F", "ACC1,ACC2 F")]
    [InlineData("", "ACC1,ACC2 F")]
    [InlineData("C", "ACC1,ACC2 F")]
    [InlineData("I", "ACC2 F")]
    [InlineData("S", "ACC2 F")]
    [InlineData("P", "ACC2 F")]
    [InlineData("A", "ACC2 F")]
    [InlineData("X", "ACC1 X|ACC2 F")]
    [InlineData("W", "ACC1 W|ACC2 F")]
    [InlineData("D", "ACC1 D|ACC2 F")]
    [InlineData("U", "ACC1 U|ACC2 F")]
    public void A_text_is_on_the_orders_without_one_only_where_they_have_a_result(string status, string expected)
    {
        var reports = Parse(First, Order(1, status), Order(2), Line(Words)).Reports;
        string.Join('|', reports.Select(report => $"{string.Join(',', report.AccessionNumbers)} {report.Status.ToCode()}")).ShouldBe(expected);
        reports.Where(report => report.Text.Length > 0).ShouldHaveSingleItem().AccessionNumbers.ShouldContain("ACC2");
    }

    [Fact]
    public void Rows_that_are_withdrawn_withdraw_their_own_order_alone()
    {
        Read(First, Order(1), Line("Left opacity.", "W"), Order(2), Line(Words)).ShouldBe(["PAT1 ACC1 W ", $"PAT1 ACC2 F {Words}"]);
        Read(First, Order(1), Line("Left opacity.", "D"), Messages.Text(2, "No effusion.", status: "X"), Order(2), Line(Words)).ShouldBe(["PAT1 ACC1 D ", $"PAT1 ACC2 F {Words}"]);
        Read(First, Order(1, "W"), Order(2, "W")).ShouldBe(["PAT1 ACC1 W ", "PAT1 ACC2 W "]);
        Read(First, Order(1, "W"), Order(2, "")).ShouldBe(["PAT1 ACC1 W "]);
    }

    [Fact]
    public void An_order_without_a_result_yet_takes_nothing_from_the_others()
    {
        Read(First, Order(1), Line(Words), Order(2, "S"), "NTE|1||Patient to attend Tuesday").ShouldBe([$"PAT1 ACC1 F {Words}"]);
        Read(First, Order(1), Line(Words), Order(2, "I"), Line("Exam started.")).ShouldBe([$"PAT1 ACC1 F {Words}"]);
        Read(First, Order(1), Line(Words), Order(2), Line("Clear."), Order(3, "O")).ShouldBe([$"PAT1 ACC1 F {Words}", "PAT1 ACC2 F Clear."]);
        Parse(First, Order(1, "S"), Order(2, "I"), Line("Exam started.")).Problem.ShouldNotBeNull().Kind.ShouldBe(ReportProblemKind.NoResultYet);
        Parse(First, Order(1), Order(2, "S"), "NTE|1||Patient to attend Tuesday").Problem.ShouldNotBeNull().Kind.ShouldBe(ReportProblemKind.NoReadableText);
        Read(First, Order(1, ""), Line("Chest X-ray.", "O"), Messages.Text(2, Words)).ShouldBe([$"PAT1 ACC1 F Chest X-ray.\n{Words}"]);
    }

    [Fact]
    public void Texts_of_one_filler_number_are_one_report()
    {
        Read(First, Order(1), Line(Words), Order(2, filler: 1, accession: 1), Messages.Text(1, "Clinician informed.", "71020&ADT")).ShouldBe([$"PAT1 ACC1 F {Words}\n\nADDENDUM:\nClinician informed."]);
        Read(First, Order(1), Line(Words), Order(2, "C", 1, 1), Line("Clinician informed.")).ShouldBe([$"PAT1 ACC1 C {Words}\nClinician informed."]);
        Read(First, Order(1), Line(Words), Order(2, filler: 1), Line(Words)).ShouldBe([$"PAT1 ACC1,ACC2 F {Words}"]);
        Read(First, Order(1), Line(Words), Order(2, "P", 1, 1), Line("Draft of an addendum.")).ShouldBe([$"PAT1 ACC1 F {Words}", "PAT1 ACC1 P Draft of an addendum."]);
        Read(First, Order(1, "W"), Order(2, filler: 1), Line(Words)).ShouldBe([$"PAT1 ACC2 F {Words}"]);
        Read(First, Order(1, "W"), Second, Order(2, filler: 1), Line(Words)).ShouldBe(["PAT1 ACC1 W ", $"PAT2 ACC2 F {Words}"]);
        Read(First, Order(1, "W"), Second, Order(2, filler: 1, accession: 1), Line(Words)).ShouldBe([$"PAT2 ACC1 F {Words}"]);
    }

    [Theory]
    [InlineData(First, 2)]
    [InlineData(Second, 1)]
    [InlineData(Second, 2)]
    public void Texts_of_one_filler_number_for_others_are_refused(string patient, int accession)
    {
        var problem = Parse(First, Order(1), Line(Words), patient, Order(2, filler: 1, accession: accession), Line("Clear.")).Problem.ShouldNotBeNull();
        (problem.Hl7Code, problem.Location).ShouldBe(("205", "OBR^1^3"));
        problem.Sentence.ShouldContain("have one filler order number");
        problem.Sentence.ShouldContain("give each a number of its own");
    }

    [Fact]
    public void A_document_that_cannot_be_read_is_not_the_text_of_another_order()
    {
        const string pointer = "OBX|1|RP|x||\\\\share\\report.pdf||||||F";
        Parse(First, Order(1), Line(Words), Order(2), pointer).Problem.ShouldNotBeNull().Sentence.ShouldContain("(OBX 1 of OBR 2)");
        Read(First, Order(1), Line(Words), Order(2, filler: 1, accession: 1), pointer).ShouldBe([$"PAT1 ACC1 F {Words}"]);
    }

    [Theory]
    [InlineData("PAT1^^^HOSP^MR", "PAT1")]
    [InlineData("123-45-6789^^^SSA^SS~PAT1^^^HOSP^MR", "PAT1")]
    [InlineData("123-45-6789^^^SSA^SS~PAT1^^^HOSP^PI", "PAT1")]
    [InlineData("PAT2^^^HOSP^PI~PAT1^^^HOSP^mr", "PAT1")]
    [InlineData("~PAT1", "PAT1")]
    [InlineData("PAT1~OTHER", "PAT1")]
    [InlineData("123-45-6789^^^SSA^SS", "123-45-6789")]
    [InlineData("\"\"", "-")]
    public void The_patients_id_is_the_one_that_hospitals_file_under(string ids, string expected) =>
        Read($"PID|1||{ids}", Order(1), Line(Words)).ShouldHaveSingleItem().ShouldStartWith($"{expected} ACC1");

    private static string[] Read(params string[] segments)
    {
        var result = Parse(segments);
        result.Problem.ShouldBeNull(result.Problem?.Sentence);
        return [.. result.Reports.Select(report => $"{report.PatientId ?? "-"} {string.Join(',', report.AccessionNumbers)} {report.Status.ToCode()} {report.Text}")];
    }

    private static ReportParseResult Parse(params string[] segments) => Messages.Parse(string.Join('\r', segments.Prepend(Messages.Header())) + "\r");

    private static string Order(int number, string status = "F", int? filler = null, int? accession = null) =>
        $"OBR|{number}||FILL{filler ?? number}|CXR|||20260101113000|||||||||||ACC{accession ?? number}|||||||{status}";

    private static string Line(string text, string status = "F") => Messages.Text(1, text, status: status);
}
