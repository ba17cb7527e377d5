using System.Globalization;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>The OBX rows that carry the report's words, in the order of OBX-1 within each order, and what each says of its own status.</summary>
internal sealed class OruRows
{
    private readonly List<ReportStatus> _statuses = [];

    public ReportTextBuilder Text { get; } = new();

    public IReadOnlyList<ReportStatus> Statuses => _statuses;

    /// <summary>What stood where text was expected, and in which row.</summary>
    public string? Unreadable { get; private set; }

    public string UnreadableRow { get; private set; } = "";

    public static OruRows Of(Hl7Message message)
    {
        var rows = new OruRows();
        var group = new List<Hl7Segment>();
        foreach (var segment in message.Segments)
        {
            if (segment.Id == "OBX") group.Add(segment);
            if (segment.Id != "OBR") continue;
            rows.Take(group, message);
            group.Clear();
        }

        rows.Take(group, message);
        return rows;
    }

    private void Take(List<Hl7Segment> group, Hl7Message message)
    {
        var numbered = group.Select(row => (Row: row, Number: Number(row.Value(1)))).ToList();
        // Rows without numbers keep the order they came in; so do rows that share one.
        var ordered = numbered.All(entry => entry.Number is not null) ? numbered.OrderBy(entry => entry.Number).ToList() : numbered;
        foreach (var (row, _) in ordered) Take(row, message);
    }

    private void Take(Hl7Segment row, Hl7Message message)
    {
        var type = row.Value(2);
        var isText = type is "TX" or "FT" or "ST";
        if ((!isText && type != "ED") || (isText && OruIdentifiers.IsIdentifierRow(row)) || (type == "ST" && row.Value(6).Length > 0)) return;
        var status = ReportStatusCodes.FromHl7(row.Value(11));
        if (status is { } known) _statuses.Add(known);
        if (status is ReportStatus.Deleted or ReportStatus.Cancelled) return;
        var heading = OruSections.Heading(row);
        if (isText)
        {
            foreach (var text in row.Texts(5)) Text.Add(row.Value(3), heading, text);
        }
        else if (EncapsulatedText.AddTo(Text, row, heading, message.CharacterSet.Encoding) is { } obstacle)
        {
            Unreadable ??= obstacle;
            UnreadableRow = row.Value(1);
        }
    }

    private static int? Number(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
