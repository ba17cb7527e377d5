using System.IO.Compression;
using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

/// <summary>The layout in which QaTa-COV19 is published: img, labelcol, and a spreadsheet or CSV with Image and Description.</summary>
public sealed class FolderSamplesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("qata");

    public FolderSamplesTests()
    {
        foreach (var name in (string[])["img/covid_1.png", "img/sub-S1.jpg", "labelcol/mask_covid_1.png", "labelcol/mask_sub-S1.png"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
            File.WriteAllBytes(_folder.File(name), []);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_of_comma_separated_values_names_pictures_or_their_masks()
    {
        Csv("Image,Description\r\ncovid_1.png,\"Unilateral pulmonary infection, one infected area, lower left lung.\"\r\nmask_sub-S1.png,\"a \"\"quoted\"\" word\"\r\n");

        var samples = SampleList.Read(_folder.Path);

        samples.ShouldBe(
        [
            new Sample(_folder.File("img", "covid_1.png"), _folder.File("labelcol", "mask_covid_1.png"), "Unilateral pulmonary infection, one infected area, lower left lung."),
            new Sample(_folder.File("img", "sub-S1.jpg"), _folder.File("labelcol", "mask_sub-S1.png"), "a \"quoted\" word"),
        ]);
        SampleList.Read(_folder.File("Train_text.csv")).ShouldBe(samples);
    }

    [Fact]
    public void A_workbook_is_read_with_its_shared_inline_and_rich_strings()
    {
        Workbook("""
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>
            <row r="2"><c r="A2" t="inlineStr"><is><t>mask_covid_1.png</t></is></c><c r="C2" t="s"><v>2</v></c></row>
            <row r="3"/>
            """);

        SampleList.Read(_folder.Path).ShouldBe([new Sample(_folder.File("img", "covid_1.png"), _folder.File("labelcol", "mask_covid_1.png"), "upper & lower left lung.")]);
    }

    [Fact]
    public void Empty_rows_that_a_workbook_leaves_out_count()
    {
        Workbook("""
            <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row>
            <row r="3"><c r="A3" t="inlineStr"><is><t>covid_1.png</t></is></c><c r="B3" t="s"><v>2</v></c></row>
            <row r="9"><c r="A9" t="inlineStr"><is><t>gone.png</t></is></c><c r="B9" t="s"><v>2</v></c></row>
            """);
        Refusal().ShouldEndWith("Train_text.xlsx, row 9: the folder img has no file for \"gone.png\".");
    }

    [Theory]
    [InlineData("Image,Description\ncovid_2.png,x\n", "Train_text.csv, row 2: the folder img has no file for \"covid_2.png\".")]
    [InlineData("Image,Description\ncovid_1.png,\n", "Train_text.csv, row 2: Description is empty.")]
    [InlineData("Image,Text\ncovid_1.png,x\n", "Train_text.csv: the first row names no column \"Description\" (it has Image, Text).")]
    [InlineData("Image,Description\n", "Train_text.csv: the table has no samples.")]
    [InlineData("Image,Description\n\"covid_1.png,x\n", "Train_text.csv, row 2: a quotation mark is never closed.")]
    [InlineData("", "Train_text.csv: the table has no rows.")]
    public void A_table_that_cannot_be_used_says_where(string csv, string reason)
    {
        Csv(csv);
        Refusal().ShouldEndWith(reason);
    }

    [Fact]
    public void A_folder_without_a_table_or_with_two_is_refused()
    {
        Refusal().ShouldEndWith("the folder has no table (xlsx or CSV with the columns Image and Description).");
        Csv("Image,Description\n");
        File.WriteAllText(_folder.File("Other.csv"), "");
        Refusal().ShouldEndWith("the folder has several tables (Other.csv, Train_text.csv). Name the one to read.");
    }

    [Theory]
    [InlineData("""<!DOCTYPE x [<!ENTITY a "b">]>""", """<row><c t="inlineStr"><is><t>x</t></is></c></row>""")]
    [InlineData("", """<row><c r="A1" t="s"><v>7</v></c></row>""")]
    [InlineData("", """<row><c r="1A" t="s"><v>0</v></c></row>""")]
    [InlineData("", """<row><c r="ZZZZZZZZZZ1"><v>0</v></c></row>""")]
    [InlineData("", """<row r="2000000000"><c><v>0</v></c></row>""")]
    public void A_hostile_workbook_is_refused(string before, string rows)
    {
        Workbook(rows, before);
        Refusal().ShouldContain("Train_text.xlsx: not a readable xlsx workbook: ");
    }

    [Fact]
    public void What_is_no_workbook_at_all_is_refused()
    {
        File.WriteAllText(_folder.File("Train_text.xlsx"), "Image\tDescription");
        Refusal().ShouldContain("not a readable xlsx workbook");
    }

    private string Refusal() => Should.Throw<TrainingDataException>(() => SampleList.Read(_folder.Path)).Message;

    private void Csv(string text) => File.WriteAllText(_folder.File("Train_text.csv"), text);

    private void Workbook(string rows, string before = "")
    {
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        using var archive = ZipFile.Open(_folder.File("Train_text.xlsx"), ZipArchiveMode.Create);
        Add("xl/workbook.xml", $"""<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId3"/></sheets></workbook>""");
        Add("xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId3" Target="worksheets/first.xml"/></Relationships>""");
        Add("xl/sharedStrings.xml", $"""<sst xmlns="{main}"><si><t>Image</t></si><si><t>Description</t></si><si><r><t xml:space="preserve">upper &amp; </t></r><r><rPr><b/></rPr><t>lower left lung.</t></r><rPh sb="0" eb="1"><t>ignored</t></rPh></si></sst>""");
        Add("xl/worksheets/first.xml", $"""{before}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>""");

        void Add(string name, string xml)
        {
            using var writer = new StreamWriter(archive.CreateEntry(name).Open());
            writer.Write(xml);
        }
    }
}
