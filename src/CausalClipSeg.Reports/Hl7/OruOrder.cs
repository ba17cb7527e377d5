namespace CausalClipSeg.Reports.Hl7;

/// <summary>One OBR with everything that stands with it: the ORC before, the OBX, NTE, ZDS and IPC after (chapter 7.3.1, ORDER_OBSERVATION).</summary>
internal sealed class OruOrder
{
    private readonly List<Hl7Segment> _segments = [];

    private OruOrder(Hl7Segment segment, int number) => (Segment, Number) = (segment, number);

    public Hl7Segment Segment { get; }

    /// <summary>Its place among the message's orders, counting from 1, for ERR-2.</summary>
    public int Number { get; }

    public OruRows Rows { get; private set; } = new();

    public IEnumerable<Hl7Segment> All(string id) => _segments.Where(segment => segment.Id == id);

    public Hl7Segment? First(string id) => All(id).FirstOrDefault();

    public static IReadOnlyList<OruOrder> Of(Hl7Message message, TimeZoneInfo zone)
    {
        var orders = new List<OruOrder>();
        var ahead = new List<Hl7Segment>();
        foreach (var segment in message.Segments)
        {
            if (segment.Id == "OBR")
            {
                var order = new OruOrder(segment, orders.Count + 1);
                order._segments.AddRange(ahead);
                orders.Add(order);
                ahead.Clear();
            }
            else if (segment.Id == "ORC" || orders.Count == 0) ahead.Add(segment);
            else orders[^1]._segments.Add(segment);
        }

        foreach (var order in orders) order.Rows = OruRows.Of(order, message.CharacterSet.Encoding, zone);
        return orders;
    }
}
