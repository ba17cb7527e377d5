namespace CausalClipSeg.Model;

/// <summary>
/// The layout in which QaTa-COV19 is published with LViT's sentences: pictures in img, masks in labelcol, and beside them a table
/// (xlsx or CSV) with the columns Image and Description, where Image names the picture or its mask.
/// </summary>
internal static class FolderSamples
{
    private const string Pictures = "img", Masks = "labelcol", MaskPrefix = "mask_";
    private static readonly string[] TableExtensions = [".xlsx", ".csv"];
    private static readonly string[] PictureExtensions = [".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"];

    public static bool Fits(string path) => Directory.Exists(path) || IsTable(path);

    /// <summary>A folder, or the table in it.</summary>
    /// <exception cref="TrainingDataException">No table, a column or a named file is missing.</exception>
    public static IReadOnlyList<Sample> Read(string path)
    {
        var table = Directory.Exists(path) ? TableIn(path) : path;
        if (!File.Exists(table))
            throw new TrainingDataException($"{table}: the table of samples does not exist.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(table))!;
        var (pictures, masks) = (FilesByName(Path.Combine(folder, Pictures)), FilesByName(Path.Combine(folder, Masks)));
        var rows = table.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? CsvTable.Read(table) : XlsxSheet.Read(table);
        var filled = rows.Select((cells, i) => (cells, number: i + 1)).Where(row => row.cells.Any(cell => cell.Length > 0)).ToArray();
        if (filled.Length == 0)
            throw new TrainingDataException($"{table}: the table has no rows.");
        var (image, description) = (Column(filled[0].cells, "Image", table), Column(filled[0].cells, "Description", table));
        var samples = filled.Skip(1)
            .Select(row => new Sample(Named(pictures, Pictures, row.cells, row.number), Named(masks, Masks, row.cells, row.number), Text(row.cells, row.number))).ToArray();
        return samples.Length > 0 ? samples : throw new TrainingDataException($"{table}: the table has no samples.");

        string Named(Dictionary<string, string> files, string where, IReadOnlyList<string> cells, int number) =>
            files.GetValueOrDefault(Name(Cell(cells, image)))
            ?? throw new TrainingDataException($"{table}, row {number}: the folder {where} has no file for \"{Cell(cells, image)}\".");

        string Text(IReadOnlyList<string> cells, int number) => Cell(cells, description) is { Length: > 0 } text
            ? text : throw new TrainingDataException($"{table}, row {number}: Description is empty.");
    }

    private static bool IsTable(string path) => TableExtensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    private static string TableIn(string folder)
    {
        var tables = Directory.GetFiles(folder).Where(IsTable).Order(StringComparer.Ordinal).ToArray();
        return tables switch
        {
            [var only] => only,
            [] => throw new TrainingDataException($"{folder}: the folder has no table (xlsx or CSV with the columns Image and Description)."),
            _ => throw new TrainingDataException($"{folder}: the folder has several tables ({string.Join(", ", tables.Select(Path.GetFileName))}). Name the one to read."),
        };
    }

    private static Dictionary<string, string> FilesByName(string folder)
    {
        if (!Directory.Exists(folder))
            throw new TrainingDataException($"{folder}: the folder does not exist; a table of samples stands beside the folders {Pictures} and {Masks}.");
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            files.TryAdd(Name(Path.GetFileName(file)), file);
        return files;
    }

    /// <summary>What picture and mask have in common: the name without "mask_" and without the format.</summary>
    private static string Name(string file)
    {
        var plain = file.StartsWith(MaskPrefix, StringComparison.OrdinalIgnoreCase) ? file[MaskPrefix.Length..] : file;
        return PictureExtensions.Contains(Path.GetExtension(plain).ToLowerInvariant()) ? Path.GetFileNameWithoutExtension(plain) : plain;
    }

    private static int Column(IReadOnlyList<string> header, string name, string table)
    {
        var at = header.ToList().FindIndex(cell => cell.Equals(name, StringComparison.OrdinalIgnoreCase));
        return at >= 0 ? at : throw new TrainingDataException($"{table}: the first row names no column \"{name}\" (it has {string.Join(", ", header)}).");
    }

    private static string Cell(IReadOnlyList<string> cells, int column) => column < cells.Count ? cells[column] : "";
}
