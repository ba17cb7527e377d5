using System.Globalization;
using System.Text;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>The OBX rows of an order that carry the report's words, in the order of OBX-1, and what each says of its own status.</summary>
internal sealed class OruRows
{
    private readonly List<ReportStatus> _statuses = [];

    public ReportTextBuilder Text { get; } = new();

    /// <summary>What stood where text was expected, and in which row.</summary>
    public string? Unreadable { get; private set; }

    public string UnreadableRow { get; private set; } = "";

    /// <summary>The latest OBX-14 of a row with words.</summary>
    public DateTimeOffset? ObservedAt { get; private set; }

    public static OruRows Of(OruOrder order, Encoding encoding, TimeZoneInfo zone)
    {
        var rows = new OruRows();
        var numbered = order.All("OBX").Select(row => (Row: row, Number: Number(row.Value(1)))).ToList();
        // Rows without numbers keep the order they came in; so do rows that share one.
        var ordered = numbered.All(entry => entry.Number is not null) ? numbered.OrderBy(entry => entry.Number).ToList() : numbered;
        foreach (var (row, _) in ordered) rows.Take(row, encoding, zone);
        // Some systems put the narrative into notes and leave OBX to the identifiers.
        if (rows.Text.Text.Length == 0 && rows.Unreadable is null)
            foreach (var note in order.All("NTE"))
                foreach (var text in note.Texts(3)) rows.Text.Add("", "", text);
        return rows;
    }

    /// <summary>What the order's status and its rows' say together; null for a letter that no table has.</summary>
    /// <remarks>OBR-25 speaks for the report; rows that are corrected or wrong speak louder, since some senders leave OBR-25 at F.</remarks>
    public ReportStatus? Status(string stated)
    {
        var own = ReportStatusCodes.FromHl7(stated);
        if (own is null && stated.Length > 0) return null;
        if (_statuses.Count == 0) return own ?? ReportStatus.Final;
        if (_statuses.TrueForAll(status => status == ReportStatus.Wrong)) return ReportStatus.Wrong;
        if (_statuses.TrueForAll(status => status == ReportStatus.Deleted)) return ReportStatus.Deleted;
        if (_statuses.TrueForAll(status => status == ReportStatus.Cancelled)) return ReportStatus.Cancelled;
        if (own is null) return _statuses.Contains(ReportStatus.Preliminary) ? ReportStatus.Preliminary : _statuses[0];
        return own is ReportStatus.Final && _statuses.Contains(ReportStatus.Corrected) ? ReportStatus.Corrected : own;
    }

    private void Take(Hl7Segment row, Encoding encoding, TimeZoneInfo zone)
    {
        var type = row.Value(2);
        if (type == "RP")
        {
            (Unreadable, UnreadableRow) = (Unreadable ?? "kept elsewhere and only pointed to (type RP)", row.Value(1));
            return;
        }

        if (!Speaks(row, type)) return;
        var status = ReportStatusCodes.FromHl7(row.Value(11));
        if (status is { } known) _statuses.Add(known);
        if (Hl7TimeStamp.Read(row.Value(14), zone) is { } observed && (ObservedAt is null || observed > ObservedAt)) ObservedAt = observed;
        if (status is ReportStatus.Deleted or ReportStatus.Cancelled or ReportStatus.Wrong) return;
        Add(row, type, OruSections.Heading(row), encoding);
    }

    private void Add(Hl7Segment row, string type, string heading, Encoding encoding)
    {
        switch (type)
        {
            case "ED":
                if (EncapsulatedText.AddTo(Text, row, heading, encoding) is not { } obstacle) return;
                Unreadable ??= obstacle;
                UnreadableRow = row.Value(1);
                return;
            case "CE" or "CWE" or "CNE":
                Text.Add(row.Value(3), heading, $"{row.Value(5, 2)}.");
                return;
            default:
                foreach (var text in row.Texts(5)) Text.Add(row.Value(3), heading, text);
                return;
        }
    }

    // A coded row counts where it names an impression or a finding in words; a measured ST row and an identifier never do.
    private static bool Speaks(Hl7Segment row, string type) => type switch
    {
        "ED" => true,
        "TX" or "FT" or "ST" => !OruIdentifiers.IsIdentifierRow(row) && !(type == "ST" && row.Value(6).Length > 0),
        "CE" or "CWE" or "CNE" => OruSections.Heading(row) is "IMPRESSION" or "FINDINGS" && row.Value(5, 2).Length > 0,
        _ => false,
    };

    private static int? Number(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
