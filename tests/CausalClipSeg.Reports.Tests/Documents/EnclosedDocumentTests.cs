using System.Text;
using CausalClipSeg.Reports.Tests.Hl7;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace CausalClipSeg.Reports.Tests.Documents;

/// <summary>Documents inside messages: what can be read is read, the rest is refused by what it is.</summary>
public sealed class EnclosedDocumentTests
{
    [Fact]
    public void A_PDF_with_a_text_layer_is_the_report()
    {
        var report = Parse("application^pdf", Pdf("FINDINGS:", "Airspace opacity in the right lower lobe.", "No pleural effusion.")).Report.ShouldNotBeNull();
        report.Text.ShouldBe("FINDINGS:\nAirspace opacity in the right lower lobe.\nNo pleural effusion.");
    }

    [Fact]
    public void A_scanned_PDF_is_refused_for_having_no_text_layer() =>
        Parse("application^pdf", Pdf()).Problem.ShouldNotBeNull().Sentence.ShouldBe("The report's text is a PDF document without a text layer (a scanned page) (OBX 1) and cannot be read here; send the text as OBX rows of type TX or FT.");

    [Fact]
    public void A_damaged_PDF_is_refused_and_never_thrown()
    {
        var whole = Pdf("Airspace opacity in the right lower lobe.");
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var damaged = whole[..random.Next(20, whole.Length)];
            for (var k = 0; k < 20; k++) damaged[random.Next(8, damaged.Length)] = (byte)random.Next(256);
            var result = Parse("application^pdf", damaged);
            (result.IsReport ^ result.Problem is not null).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_PDF_beside_text_rows_does_not_hinder_them() =>
        Messages.Parse(Messages.Oru(Row(1, "application^pdf", Pdf()), Messages.Text(2, "Left effusion."))).Report.ShouldNotBeNull().Text.ShouldBe("Left effusion.");

    [Fact]
    public void HTML_gives_its_words_line_by_line() =>
        Parse("text^html", "<html><style>p {}</style><body><p>Right <b>lower lobe</b> opacity.</p><p>No effusion &amp; no pneumothorax.</p></body></html>"u8.ToArray())
            .Report.ShouldNotBeNull().Text.ShouldBe("Right lower lobe opacity.\nNo effusion & no pneumothorax.");

    [Fact]
    public void A_CDA_gives_its_sections()
    {
        const string cda = "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><component><structuredBody><component><section><title>Findings</title><text><paragraph>Left effusion.</paragraph></text></section></component>"
            + "<component><section><title>Impression</title><text>Effusion.</text></section></component></structuredBody></component></ClinicalDocument>";
        Parse("text^XML", Encoding.UTF8.GetBytes(cda)).Report.ShouldNotBeNull().Text.ShouldBe("FINDINGS:\nLeft effusion.\n\nIMPRESSION:\nEffusion.");
    }

    [Theory]
    [InlineData("application^rtf", "{\\rtf1 x}", "an RTF document")]
    [InlineData("image^jpeg", "\u0001\u0002\u0000", "image/jpeg, which is not text")]
    [InlineData("text^xml", "<a><b></a>", "XML is damaged")]
    public void Other_documents_are_refused_by_their_kind(string kind, string content, string words) =>
        Parse(kind, Encoding.Latin1.GetBytes(content)).Problem.ShouldNotBeNull().Sentence.ShouldContain(words);

    [Fact]
    public void A_reference_pointer_is_not_followed() =>
        Messages.Parse(Messages.Oru("OBX|1|RP|x||\\\\share\\report.pdf^^application^pdf||||||F")).Problem.ShouldNotBeNull().Sentence.ShouldContain("only pointed to");

    private static ReportParseResult Parse(string kind, byte[] content) => Messages.Parse(Messages.Oru(Row(1, kind, content)));

    private static string Row(int number, string kind, byte[] content) => $"OBX|{number}|ED|18748-4^Report^LN||^{kind}^Base64^{Convert.ToBase64String(content)}||||||F";

    private static byte[] Pdf(params string[] lines)
    {
        var builder = new PdfDocumentBuilder();
        var page = builder.AddPage(PageSize.A4);
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        for (var i = 0; i < lines.Length; i++) page.AddText(lines[i], 11, new PdfPoint(50, 780 - (i * 16)), font);
        return builder.Build();
    }
}
