using System.Text;

namespace CausalClipSeg.Model;

/// <summary>Rows of a comma-separated file (RFC 4180), cells trimmed.</summary>
internal static class CsvTable
{
    private const char Quote = '"';

    public static IReadOnlyList<IReadOnlyList<string>> Read(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var rows = new List<IReadOnlyList<string>>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (quoted, row) = (false, 1);
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            var character = (char)next;
            if (quoted && character == Quote && reader.Peek() == Quote)
                cell.Append((char)reader.Read());
            else if (character == Quote)
                quoted = !quoted;
            else if (!quoted && character == ',')
                End();
            else if (!quoted && character == '\n')
                EndRow();
            else
                cell.Append(character);
        }
        if (quoted)
            throw new TrainingDataException($"{path}, row {row}: a quotation mark is never closed.");
        if (cell.Length > 0 || cells.Count > 0)
            EndRow();
        return rows;

        void End()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }

        void EndRow()
        {
            End();
            rows.Add([.. cells]);
            cells.Clear();
            row++;
        }
    }

    /// <summary>A cell as it stands in a file.</summary>
    public static string Written(string cell) =>
        cell.AsSpan().ContainsAny(",\"\n\r") ? $"{Quote}{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}{Quote}" : cell;
}
