using System.Globalization;
using System.Text;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>The OBX rows of an order that carry the report's words, in the order of OBX-1, and what each says of its own status.</summary>
internal sealed class OruRows
{
    private readonly List<ReportStatus> _statuses = [];
    private readonly List<SpokenRow> _spoken = [];

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
        // Rows without numbers keep the order they came in; so do those of a sender that counts each section from one.
        var isSequence = numbered.All(entry => entry.Number is not null) && numbered.DistinctBy(entry => entry.Number).Count() == numbered.Count;
        foreach (var (row, _) in isSequence ? numbered.OrderBy(entry => entry.Number).ToList() : numbered) rows.Take(row, zone);
        if (OruNarrative.AddTo(rows.Text, rows._spoken, encoding) is var (what, number) && rows.Unreadable is null)
            (rows.Unreadable, rows.UnreadableRow) = (what, number);
        // Some systems put the narrative into notes and leave OBX to the identifiers.
        if (rows.Text.Text.Length == 0 && rows.Unreadable is null)
            foreach (var note in order.All("NTE"))
                foreach (var text in note.Texts(3)) rows.Text.Add("", "", text);
        return rows;
    }

    /// <summary>What the order's status and its rows' say together; null for a letter that no table has.</summary>
    /// <remarks>OBR-25 speaks for the report; rows that are all unsigned or withdrawn, or corrected, speak louder, since some senders leave OBR-25 at F.</remarks>
    public ReportStatus? Status(string stated)
    {
        var own = ReportStatusCodes.FromHl7(stated);
        if (own is null && stated.Length > 0) return null;
        if (_statuses.Count == 0) return own ?? ReportStatus.Final;
        if (_statuses.TrueForAll(status => status.Withdraws()))
            return _statuses.Contains(ReportStatus.Wrong) ? ReportStatus.Wrong : _statuses.Contains(ReportStatus.Deleted) ? ReportStatus.Deleted : ReportStatus.Cancelled;
        if (own is null && _statuses.Contains(ReportStatus.Preliminary)) return ReportStatus.Preliminary;
        return (own ?? _statuses.Find(status => status != ReportStatus.NotAvailable && !status.Withdraws())) switch
        {
            ReportStatus.Final or ReportStatus.Corrected when _statuses.TrueForAll(status => status.IsUnsigned() || status.Withdraws()) => _statuses.Find(status => status.IsUnsigned()),
            ReportStatus.Final when _statuses.Contains(ReportStatus.Corrected) => ReportStatus.Corrected,
            var status => status,
        };
    }

    private void Take(Hl7Segment row, TimeZoneInfo zone)
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
        if (status?.Withdraws() == true) return;
        _spoken.Add(new(row, type, OruSections.Heading(row)));
    }

    // A coded row counts where it names an impression or a finding in words; a measured ST row and an identifier never do.
    private static bool Speaks(Hl7Segment row, string type) => type switch
    {
        "ED" => true,
        "TX" or "FT" or "ST" => !OruIdentifiers.IsIdentifierRow(row) && !(type == "ST" && row.Value(6).Length > 0),
        "CE" or "CWE" or "CNE" => OruSections.Heading(row) is "IMPRESSION" or "FINDINGS" && OruNarrative.CodedWords(row).Any(),
        _ => false,
    };

    private static int? Number(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
