using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;

namespace CausalClipSeg.Model;

/// <summary>Rows of the first sheet of an xlsx workbook as text (ECMA-376 Part 1, 18.3): a zip of XML parts, nothing in it is run.</summary>
internal static class XlsxSheet
{
    private const long LargestPart = 64_000_000;
    private const int MostColumns = 16_384, MostRows = 1_048_576;
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static readonly XNamespace Relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static readonly XNamespace Package = "http://schemas.openxmlformats.org/package/2006/relationships";

    public static IReadOnlyList<IReadOnlyList<string>> Read(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var shared = archive.GetEntry("xl/sharedStrings.xml") is null ? []
                : Part(archive, "xl/sharedStrings.xml").Elements(Main + "si").Select(Text).ToArray();
            return Rows(Part(archive, FirstSheet(archive)).Descendants(Main + "row"), shared);
        }
        catch (Exception problem) when (problem is InvalidDataException or XmlException or FormatException or OverflowException)
        {
            throw new TrainingDataException($"{path}: not a readable xlsx workbook: {problem.Message}", problem);
        }
    }

    private static string FirstSheet(ZipArchive archive)
    {
        var id = Part(archive, "xl/workbook.xml").Descendants(Main + "sheet").Select(sheet => (string?)sheet.Attribute(Relation + "id")).FirstOrDefault();
        var target = Part(archive, "xl/_rels/workbook.xml.rels").Elements(Package + "Relationship")
            .Where(relation => (string?)relation.Attribute("Id") == id).Select(relation => (string?)relation.Attribute("Target")).FirstOrDefault()
            ?? throw new InvalidDataException("the workbook names no sheet.");
        return target.StartsWith('/') ? target[1..] : "xl/" + target;
    }

    private static XElement Part(ZipArchive archive, string name)
    {
        var entry = archive.GetEntry(name) ?? throw new InvalidDataException($"the part {name} is missing.");
        if (entry.Length > LargestPart)
            throw new InvalidDataException($"the part {name} is too large ({entry.Length} bytes).");
        using var stream = entry.Open();
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LargestPart });
        return XElement.Load(reader);
    }

    /// <summary>Empty rows are left out of a sheet; here they are kept, so that a row is the one that its number names.</summary>
    private static List<IReadOnlyList<string>> Rows(IEnumerable<XElement> rows, string[] shared)
    {
        var read = new List<IReadOnlyList<string>>();
        foreach (var row in rows)
        {
            var number = (int?)row.Attribute("r") ?? read.Count + 1;
            if (number > MostRows)
                throw new InvalidDataException($"the row {number} lies outside a sheet.");
            while (read.Count < number - 1)
                read.Add([]);
            read.Add(Cells(row, shared));
        }
        return read;
    }

    private static List<string> Cells(XElement row, string[] shared)
    {
        var cells = new List<string>();
        foreach (var cell in row.Elements(Main + "c"))
        {
            var column = (string?)cell.Attribute("r") is { } reference ? Column(reference) : cells.Count;
            if (column > MostColumns)
                throw new InvalidDataException($"the cell {(string?)cell.Attribute("r")} lies outside a sheet.");
            while (cells.Count <= column)
                cells.Add("");
            cells[column] = Value(cell, shared).Trim();
        }
        return cells;
    }

    private static string Value(XElement cell, string[] shared)
    {
        var value = (string?)cell.Element(Main + "v") ?? "";
        return (string?)cell.Attribute("t") switch
        {
            "inlineStr" => cell.Element(Main + "is") is { } text ? Text(text) : "",
            "s" => int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) is var index && (uint)index < (uint)shared.Length
                ? shared[index] : throw new InvalidDataException($"the shared string {value} does not exist."),
            _ => value,
        };
    }

    /// <summary>Plain or in runs of different looks; phonetic runs are not part of the text.</summary>
    private static string Text(XElement item) =>
        string.Concat(item.Elements().Where(part => part.Name == Main + "t" || part.Name == Main + "r")
            .Select(part => part.Name == Main + "t" ? part.Value : (string?)part.Element(Main + "t") ?? ""));

    /// <summary>"B7" is column 1.</summary>
    private static int Column(string reference) =>
        reference.TakeWhile(char.IsAsciiLetterUpper).Aggregate(0, (column, letter) => checked(column * 26 + letter - 'A' + 1)) - 1 is var column && column >= 0
            ? column : throw new FormatException($"the cell reference {reference} is wrong.");
}
