namespace CausalClipSeg.Reports.Hl7;

/// <summary>One OBR with everything that stands with it: the patient and the ORC before, the OBX, NTE, ZDS and IPC after (chapter 7.3.1, ORDER_OBSERVATION).</summary>
internal sealed class OruOrder
{
    private readonly List<Hl7Segment> _segments = [];

    internal OruOrder(Hl7Segment segment, int number, OruPatient patient) => (Segment, Number, Patient) = (segment, number, patient);

    public Hl7Segment Segment { get; }

    /// <summary>Its place among the message's orders, counting from 1, for ERR-2.</summary>
    public int Number { get; }

    public OruPatient Patient { get; }

    public OruRows Rows { get; private set; } = new();

    /// <summary>OBR-25 as written.</summary>
    public string StatedStatus => Segment.Value(25);

    /// <summary>What OBR-25 and the rows say together; null for a letter that no table has.</summary>
    public ReportStatus? Status => Rows.Status(StatedStatus);

    /// <summary>True where the order has a report's words of its own.</summary>
    public bool Speaks => Rows.Text.Text.Length > 0 && Status?.Withdraws() == false;

    public string? PlacerNumber => OruIdentifiers.First(Segment.Value(2), First("ORC")?.Value(2));

    public string? FillerNumber => OruIdentifiers.First(Segment.Value(3), First("ORC")?.Value(3));

    public IEnumerable<Hl7Segment> All(string id) => _segments.Where(segment => segment.Id == id);

    public Hl7Segment? First(string id) => All(id).FirstOrDefault();

    public void Take(IEnumerable<Hl7Segment> segments) => _segments.AddRange(segments);

    public void ReadRows(Hl7Message message, TimeZoneInfo zone) => Rows = OruRows.Of(this, message.CharacterSet.Encoding, zone);
}
