using System.Text;

namespace CausalClipSeg.Reports.Tests.Hl7;

/// <summary>How rows become the text they were cut from, and bytes the letters they were written in.</summary>
public sealed class OruTextTests
{
    private const string Findings = "71020&GDT", Impression = "71020&IMP";

    [Fact]
    public void Numbers_that_begin_anew_leave_the_rows_where_they_are()
    {
        Text(Messages.Text(1, "There is no focal", Findings), Messages.Text(2, "consolidation or effusion.", Findings), Messages.Text(1, "Left basilar opacity, likely", Impression), Messages.Text(2, "atelectasis.", Impression))
            .ShouldBe("FINDINGS:\nThere is no focal\nconsolidation or effusion.\n\nIMPRESSION:\nLeft basilar opacity, likely\natelectasis.");
        Text(Messages.Text(1, "There is no focal"), Messages.Text(1, "consolidation.")).ShouldBe("There is no focal\nconsolidation.");
    }

    [Theory]
    [InlineData("<p>No effusion</p><p>Right lower lobe consolidation</p>", "No effusion\nRight lower lobe consolidation")]
    [InlineData("<html><body>\n <p>No effusion</p>\n <p>Opacity</p>\n</body></html>", "No effusion\nOpacity")]
    [InlineData("No effusion<br>Right lower lobe consolidation<BR/><br />Nodule &lt;5 mm", "No effusion\nRight lower lobe consolidation\n\nNodule <5 mm")]
    [InlineData("<b>FINDINGS:</b><br>No effusion", "FINDINGS:\nNo effusion")]
    [InlineData("<ul><li>No effusion</li><li>Opacity</li></ul>", "No effusion\nOpacity")]
    [InlineData("<!-- <p>draft</p> --><div>Opacity</div>", "Opacity")]
    [InlineData("Nodule <5 mm, not > 1 cm.\n\nNo effusion.", "Nodule <5 mm, not > 1 cm.\n\nNo effusion.")]
    [InlineData("<5 mm nodule. No effusion.", "<5 mm nodule. No effusion.")]
    [InlineData("Size < b > c, <name> said.", "Size < b > c, <name> said.")]
    [InlineData("<name> Nodule <5 mm<br>No effusion", "Nodule <5 mm\nNo effusion")]
    public void Markup_in_text_rows_is_no_text(string sent, string read)
    {
        Text(Messages.Text(1, sent.Replace("&", "\\T\\").Replace("\n", "\\.br\\"))).ShouldBe(read);
        var lines = sent.Split('\n');
        Text([.. lines.Select((line, at) => Messages.Text(at + 1, line.Replace("&", "\\T\\")))]).ShouldBe(read);
    }

    [Fact]
    public void A_document_cut_into_rows_is_read_as_one()
    {
        Text(Messages.Text(1, "<html><head><style>"), Messages.Text(2, "p { margin: 0 }"), Messages.Text(3, "</style></head><body>Opacity.</body></html>")).ShouldBe("Opacity.");
        Text(Messages.Text(1, "<ClinicalDocument><section><title>Impression</title>"), Messages.Text(2, "<text>Opacity.</text></section></ClinicalDocument>")).ShouldBe("IMPRESSION:\nOpacity.");
    }

    [Theory]
    [InlineData("{\\rtf1\\ansi No effusion.\\par Opacity.}", "an RTF document")]
    [InlineData("{\\E\\rtf1\\E\\ansi No effusion.\\E\\par Opacity.}", "an RTF document")]
    [InlineData("<ClinicalDocument><section>", "an XML document that is damaged")]
    public void Documents_that_are_not_read_are_refused_in_text_rows_too(string sent, string what)
    {
        var row = Messages.Text(3, sent, type: "FT");
        Messages.Parse(Messages.Oru(Messages.StudyRow(), row)).Problem.ShouldNotBeNull().Sentence.ShouldStartWith($"The report's text is {what}");
        Text(row, Messages.Text(4, "Opacity.", Impression)).ShouldBe("IMPRESSION:\nOpacity.");
    }

    [Theory]
    [InlineData("Consolidation in the\nRLL\nNo effusion")]
    [InlineData("LUL\nRLL\nCXR\nPA1\nClear.")]
    public void Three_capitals_on_a_line_are_text(string text) => Text($"OBX|1|TX|{Findings}||{text}||||||F").ShouldBe($"FINDINGS:\n{text}");

    [Fact]
    public void An_empty_segment_is_one() => Messages.Parse(Messages.OruWith(Messages.Header(), "PV1\rORC\r" + Messages.Order(), "NTE", Messages.Text(1, "Opacity."), "NTE", "DSC")).Report!.Text.ShouldBe("Opacity.");

    [Theory]
    [InlineData("R91.8^Right lower lobe opacity^I10~J18.9^Left pneumonia^I10", "Right lower lobe opacity.\nLeft pneumonia.")]
    [InlineData("^^^^^^^^Right lower lobe opacity", "Right lower lobe opacity.")]
    [InlineData("R91.8^Lung opacity^I10^^^^^^Opacity, right base.", "Opacity, right base.")]
    [InlineData("R91.8^^I10^1^Right opacity^L~~J18.9^^I10", "Right opacity.")]
    public void Every_repetition_of_a_coded_impression_is_read(string value, string read) => Text($"OBX|1|CWE|19005-8^Impression^LN||{value}||||||F").ShouldBe($"IMPRESSION:\n{read}");

    [Theory]
    [InlineData("F", "P", ReportStatus.Preliminary)]
    [InlineData("C", "P", ReportStatus.Preliminary)]
    [InlineData("F", "R", ReportStatus.Partial)]
    [InlineData("", "P", ReportStatus.Preliminary)]
    [InlineData("U", "P", ReportStatus.FinalNotResent)]
    [InlineData("F", "F", ReportStatus.Final)]
    [InlineData("P", "F", ReportStatus.Preliminary)]
    public void An_order_all_of_whose_rows_are_unsigned_is_unsigned(string order, string rows, ReportStatus status)
    {
        Messages.Parse(Messages.OruWith(Messages.Header(), Messages.Order(order), Messages.Text(1, "Opacity.", status: rows), Messages.Text(2, "Gone.", status: "D"))).Report!.Status.ShouldBe(status);
        if (order == "F") Messages.Parse(Messages.OruWith(Messages.Header(), Messages.Order(order), Messages.Text(1, "Opacity.", status: rows), Messages.Text(2, "Signed."))).Report!.Status.ShouldBe(ReportStatus.Final);
    }

    [Theory]
    [InlineData("8859/1", 1252, "It isn’t pneumonia – “dense” opacity…", "8859/1")]
    [InlineData("", 1252, "It isn’t pneumonia – Größe…", "WINDOWS-1252")]
    [InlineData("", 28591, "Größe", "WINDOWS-1252")]
    [InlineData("", 65001, "It isn’t pneumonia – Größe…", "UNICODE UTF-8")]
    [InlineData("8859/1", 65001, "It isn’t pneumonia – Größe…", "UNICODE UTF-8")]
    [InlineData("WINDOWS-1252", 65001, "Größe", "UNICODE UTF-8")]
    [InlineData("8859/5", 28595, "Справа затемнение", "8859/5")]
    public void Western_letters_are_read_as_they_were_written_whatever_they_are_called(string name, int codePage, string text, string readIn)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
        var report = Messages.Parse(Messages.OruWith(Messages.Header(characterSet: name), Messages.Order(), Messages.Text(1, text)), encoding).Report.ShouldNotBeNull();
        (report.Text, report.CharacterSet).ShouldBe((text, readIn));
    }

    [Theory]
    [InlineData("8859/1", 0x81, "8859/1")]
    [InlineData("8859/2", 0x92, "8859/2")]
    [InlineData("8859/15", 0x80, "8859/15")]
    [InlineData("ASCII", 0xE4, "ASCII")]
    [InlineData("UNICODE UTF-8", 0xE4, "UNICODE UTF-8")]
    [InlineData("", 0x81, "MSH-18 is empty")]
    public void Bytes_of_no_character_set_are_refused(string name, int one, string words)
    {
        var bytes = Messages.Bytes(Messages.OruWith(Messages.Header(characterSet: name), Messages.Order(), Messages.Text(1, "It is#t."))).ToArray();
        bytes[Array.IndexOf(bytes, (byte)'#', 80)] = (byte)one;
        var problem = ReportParser.Parse(bytes).Problem.ShouldNotBeNull();
        (problem.Kind, problem.Location).ShouldBe((ReportProblemKind.Malformed, "MSH^1^18"));
        problem.Sentence.ShouldContain(words);
    }

    [Theory]
    [InlineData("UNICODE UTF-8", @"isn\X92\t", "isn’t")]
    [InlineData("8859/1", @"isn\X92\t", "isn’t")]
    [InlineData("8859/1", @"Gr\XC3B6\ben", "Gröben")]
    [InlineData("UNICODE UTF-8", @"Gr\XF6\ben", "Gröben")]
    [InlineData("", @"Gr\XF6\ben", "Gröben")]
    public void A_byte_written_in_hexadecimal_is_the_letter_it_means(string name, string sent, string read) =>
        Messages.Parse(Messages.OruWith(Messages.Header(characterSet: name), Messages.Order(), Messages.Text(1, sent))).Report!.Text.ShouldBe(read);

    [Theory]
    [InlineData("FHS|^~\\&|RIS\rBHS|^~\\&|RIS\rMSH|^~\\&|RIS\r")]
    [InlineData("BHS|^~\\&|RIS\rMSH|^~\\&|RIS\r")]
    public void A_batch_is_refused_by_its_name(string batch) => Messages.Parse(batch).Problem.ShouldNotBeNull().Sentence.ShouldContain("batches are not taken here; send each of its messages by itself");

    private static string Text(params string[] rows)
    {
        var result = Messages.Parse(Messages.Oru(rows));
        result.Problem.ShouldBeNull(result.Problem?.Sentence);
        return result.Reports.ShouldHaveSingleItem().Text;
    }
}
