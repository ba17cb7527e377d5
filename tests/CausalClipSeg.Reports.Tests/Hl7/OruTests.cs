using System.Text;
using CausalClipSeg.Reports.Hl7;
using CausalClipSeg.Tests;

namespace CausalClipSeg.Reports.Tests.Hl7;

public sealed class OruTests
{
    [Fact]
    public void An_ordinary_report_is_read_whole()
    {
        var report = Messages.Parse(Messages.Oru(Messages.StudyRow(), Messages.Text(2, "Right lower lobe opacity."), Messages.Text(3, "No effusion."))).Report.ShouldNotBeNull();
        report.ShouldSatisfyAllConditions(
            () => report.StudyInstanceUid.ShouldBe(Messages.Study),
            () => report.AccessionNumber.ShouldBe("ACC1"),
            () => report.PatientId.ShouldBe("PAT1"),
            () => report.PatientIdIssuer.ShouldBe("HOSP"),
            () => report.Status.ShouldBe(ReportStatus.Final),
            () => report.Text.ShouldBe("Right lower lobe opacity.\nNo effusion."),
            () => report.RequestedProcedureId.ShouldBe("RP1"),
            () => report.PlacerOrderNumber.ShouldBe("PLACER1"),
            () => report.FillerOrderNumber.ShouldBe("FILLER1"),
            () => report.MessageControlId.ShouldBe("MSG1"),
            () => report.CharacterSet.ShouldBe("UNICODE UTF-8"),
            () => report.ObservationTime.ShouldBe(new DateTimeOffset(2026, 1, 1, 11, 30, 0, TimeSpan.FromHours(1))));
    }

    [Fact]
    public void Rows_are_put_in_the_order_of_their_numbers() =>
        Messages.Parse(Messages.Oru(Messages.Text(10, "third"), Messages.Text(2, "second"), Messages.Text(1, "first"))).Report!.Text.ShouldBe("first\nsecond\nthird");

    [Fact]
    public void A_report_in_a_hundred_rows_is_one_text() =>
        Messages.Parse(Messages.Oru([.. Enumerable.Range(1, 100).Select(i => Messages.Text(i, $"line {i}"))])).Report!.Text.Split('\n').Length.ShouldBe(100);

    [Fact]
    public void Escapes_and_repetitions_become_what_they_stand_for() =>
        Messages.Parse(Messages.Oru(Messages.Text(1, @"a\.br\b\F\c\S\d\T\e\R\f\E\g\X41\~second \H\bold\N\", type: "FT"))).Report!.Text.ShouldBe("a\nb|c^d&e~f\\gA\nsecond bold");

    [Fact]
    public void A_backslash_that_escapes_nothing_stays() => Messages.Parse(Messages.Oru(Messages.Text(1, @"path C:\temp is odd"))).Report!.Text.ShouldBe(@"path C:\temp is odd");

    [Fact]
    public void Sections_come_from_codes_suffixes_and_names()
    {
        var report = Messages.Parse(Messages.Oru(
            Messages.Text(1, "pneumonia?", "18785-6^Reason for study^LN"), Messages.Text(2, "Left effusion.", "59776-5^Findings^LN"),
            Messages.Text(3, "Effusion.", "71020&IMP"), Messages.Text(4, "Late note.", "71020&ADT"))).Report!;
        report.Sections.Select(section => section.Heading).ShouldBe(["INDICATION", "FINDINGS", "IMPRESSION", "ADDENDUM"]);
        report.Text.ShouldBe("INDICATION:\npneumonia?\n\nFINDINGS:\nLeft effusion.\n\nIMPRESSION:\nEffusion.\n\nADDENDUM:\nLate note.");
    }

    [Theory]
    [InlineData("P", ReportStatus.Preliminary)]
    [InlineData("F", ReportStatus.Final)]
    [InlineData("C", ReportStatus.Corrected)]
    [InlineData("A", ReportStatus.Partial)]
    [InlineData("R", ReportStatus.Partial)]
    [InlineData("W", ReportStatus.Wrong)]
    [InlineData("U", ReportStatus.FinalNotResent)]
    [InlineData("D", ReportStatus.Deleted)]
    [InlineData("X", ReportStatus.Cancelled)]
    public void Every_status_letter_is_known(string letter, ReportStatus status) =>
        Messages.Parse(Messages.OruWith(Messages.Header(), Messages.Order(letter), Messages.Text(1, "Text."))).Report!.Status.ShouldBe(status);

    [Fact]
    public void The_study_row_never_gives_the_reports_status() =>
        Messages.Parse(Messages.OruWith(Messages.Header(), Messages.Order(""), Messages.StudyRow(), Messages.Text(2, "Text.", status: "P"))).Report!.Status.ShouldBe(ReportStatus.Preliminary);

    [Fact]
    public void Corrected_rows_under_a_final_order_make_a_corrected_report() =>
        Messages.Parse(Messages.Oru(Messages.Text(1, "Text.", status: "C"))).Report!.Status.ShouldBe(ReportStatus.Corrected);

    [Fact]
    public void Deleted_rows_are_left_out() => Messages.Parse(Messages.Oru(Messages.Text(1, "Gone.", status: "D"), Messages.Text(2, "Kept."))).Report!.Text.ShouldBe("Kept.");

    [Fact]
    public void A_withdrawal_needs_no_text() => Messages.Parse(Messages.OruWith(Messages.Header(), Messages.Order("W"))).Report!.Status.ShouldBe(ReportStatus.Wrong);

    [Fact]
    public void The_study_is_also_found_in_ZDS_and_the_accession_in_OBR_3()
    {
        var report = Messages.Parse(Messages.OruWith(Messages.Header(), Messages.Order(accession: ""), Messages.Text(1, "Text."), "ZDS|1.2.3.4^RIS^Application^DICOM")).Report!;
        report.StudyInstanceUid.ShouldBe("1.2.3.4");
        report.AccessionNumber.ShouldBe("FILLER1");
    }

    [Theory]
    [InlineData("UNICODE UTF-8", 65001, "Verschattung rechts: Größe 3 cm — 肺炎")]
    [InlineData("8859/1", 28591, "Verschattung: Größe")]
    [InlineData("8859/15", 28605, "Größe €")]
    [InlineData("ISO IR87", 50220, "右下肺野")]
    [InlineData("GB 18030-2000", 54936, "右下肺")]
    public void Text_is_read_in_the_character_set_that_MSH_18_names(string name, int codePage, string text)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
        Messages.Parse(Messages.OruWith(Messages.Header(characterSet: name), Messages.Order(), Messages.Text(1, text)), encoding).Report.ShouldNotBeNull().Text.ShouldBe(text);
    }

    [Fact]
    public void Bytes_that_the_declared_set_does_not_have_are_refused_by_name()
    {
        var problem = ReportParser.Parse(Messages.Bytes(Messages.OruWith(Messages.Header(), Messages.Order(), Messages.Text(1, "Größe")), Encoding.Latin1)).Problem.ShouldNotBeNull();
        problem.Kind.ShouldBe(ReportProblemKind.Malformed);
        problem.Sentence.ShouldContain("UNICODE UTF-8");
    }

    [Fact]
    public void Other_delimiters_and_line_ends_are_taken()
    {
        var message = Messages.Oru(Messages.Text(1, "Left effusion.")).Replace('|', '$').Replace('^', '*').Replace("\r", "\r\n");
        ReportParser.Parse(Messages.Bytes(message)).Report.ShouldNotBeNull().PatientIdIssuer.ShouldBe("HOSP");
    }

    [Fact]
    public void A_bare_line_end_inside_text_is_text() => Messages.Parse(Messages.Oru("OBX|1|TX|18748-4||Left effusion.\nNo pneumothorax.||||||F")).Report!.Text.ShouldBe("Left effusion.\nNo pneumothorax.");

    [Theory]
    [InlineData("ADT^A01", "P", "2.5.1", "MSG1", ReportProblemKind.UnsupportedMessageType, "200")]
    [InlineData("ORU^R99", "P", "2.5.1", "MSG1", ReportProblemKind.UnsupportedEvent, "201")]
    [InlineData("ORU^R01", "T", "2.5.1", "MSG1", ReportProblemKind.UnsupportedProcessingId, "202")]
    [InlineData("ORU^R01", "P", "3.0", "MSG1", ReportProblemKind.UnsupportedVersion, "203")]
    [InlineData("ORU^R01", "P", "2.5.1", "", ReportProblemKind.MissingField, "101")]
    public void A_header_we_do_not_serve_is_refused_by_its_field(string type, string processing, string version, string id, ReportProblemKind kind, string code)
    {
        var result = Messages.Parse(Messages.OruWith(Messages.Header(type, id, processing, version), Messages.Order(), Messages.Text(1, "Text.")));
        result.Problem.ShouldNotBeNull().Kind.ShouldBe(kind);
        result.Problem.Hl7Code.ShouldBe(code);
        result.Message.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("ORU^R01-SR.hl7", "1.2.392.200036.9125.0.198811291108.7", "1001129", "There is a small mass in the left lung")]
    [InlineData("ORU^R01-PDF.hl7", "1.2.392.200036.9125.0.198811291108.7", "1001128", "A Simple PDF File")]
    [InlineData("ORU^R01-CDA.hl7", "2.16.840.1.113669.632.20.540351.10004609971", "1001127", "There is a new round density at the left hilus")]
    public void The_sample_messages_give_their_text(string file, string study, string id, string words)
    {
        var report = ReportParser.Parse(File.ReadAllBytes(SharedData.Require($"data/reports/hl7/{file}"))).Report.ShouldNotBeNull();
        report.StudyInstanceUid.ShouldBe(study);
        report.MessageControlId.ShouldBe(id);
        report.AccessionNumber.ShouldBe("AccessionNumber");
        report.Text.ShouldContain(words);
    }

    [Theory]
    [InlineData("OMI^O23-ImagingOrder.hl7", ReportProblemKind.UnsupportedMessageType, "OMI")]
    public void The_samples_we_do_not_take_are_refused_with_the_reason(string file, ReportProblemKind kind, string word)
    {
        var problem = ReportParser.Parse(File.ReadAllBytes(SharedData.Require($"data/reports/hl7/{file}"))).Problem.ShouldNotBeNull();
        problem.Kind.ShouldBe(kind);
        problem.Sentence.ShouldContain(word);
    }

    [Theory]
    [InlineData("%PDF-1.4 binary")]
    [InlineData("")]
    [InlineData("MSH")]
    [InlineData("MSH|^~\\&")]
    [InlineData("MSH||||||||||||||||||")]
    [InlineData("MSHaaaaaaaaaaaaaaaaa")]
    public void Bytes_that_are_no_report_are_refused_and_never_thrown(string text) => ReportParser.Parse(Encoding.UTF8.GetBytes(text)).Problem.ShouldNotBeNull();

    [Fact]
    public void Damaged_messages_never_throw()
    {
        var random = new Random(11);
        var whole = Messages.Bytes(Messages.Oru(Messages.StudyRow(), Messages.Text(2, @"Right\.br\ opacity \X4142\ &~^", type: "FT"), "OBX|3|ED|x||^Text^text/xml^ASCII^<a><section><text>hi</text></section></a>||||||F")).ToArray();
        for (var i = 0; i < 5_000; i++)
        {
            var damaged = whole[..random.Next(whole.Length)];
            for (var k = 0; k < 5 && damaged.Length > 0; k++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var result = ReportParser.Parse(damaged);
            (result.IsReport ^ result.Problem is not null).ShouldBeTrue();
        }
    }
}
