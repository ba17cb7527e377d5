namespace CausalClipSeg.Reports.Hl7;

/// <summary>Deals a message's segments out to its orders, each order to the nearest patient before it (chapter 7.3.1: PATIENT_RESULT repeats, and ORDER_OBSERVATION in it).</summary>
/// <param name="Problem">Why it cannot be told whose some segments are.</param>
internal sealed record OruOrders(IReadOnlyList<OruOrder> Orders, ReportProblem? Problem)
{
    public static OruOrders Of(Hl7Message message, TimeZoneInfo zone)
    {
        var orders = new List<OruOrder>();
        var ahead = new List<Hl7Segment>();
        var (patient, patients, isBetween) = (OruPatient.Unknown, 0, true);
        foreach (var segment in message.Segments.Skip(1))
            switch (segment.Id)
            {
                case "MSH":
                    return Refuse("The message holds a second MSH segment, so it is two messages in one; send each in a frame of its own.", "MSH^2");
                case "PID" when orders.Count > 0 && patients == 0:
                    return Refuse("OBR 1 stands before the first PID, so it cannot be told whose report it is; send PID before the orders of its patient.", "OBR^1");
                case "PID" when Stray(ahead) is { } stray:
                    return stray;
                case "PID":
                    (patient, isBetween) = (OruPatient.Of(segment, ++patients), true);
                    if (orders.Count > 0) ahead.Clear();
                    break;
                case "OBR":
                    orders.Add(new(segment, orders.Count + 1, patient));
                    orders[^1].Take(ahead);
                    ahead.Clear();
                    isBetween = false;
                    break;
                // What is noted of the patient is no report.
                case "NTE" when isBetween && !ahead.Exists(other => other.Id == "ORC"):
                    break;
                default:
                    if (segment.Id == "ORC" || isBetween) ahead.Add(segment);
                    else orders[^1].Take([segment]);
                    break;
            }

        if (orders.Count > 0 && Stray(ahead) is { } left) return left;
        foreach (var order in orders) order.ReadRows(message, zone);
        return new(orders, null);
    }

    private static OruOrders? Stray(List<Hl7Segment> ahead) =>
        ahead.Exists(segment => segment.Id == "OBX") ? Refuse("OBX rows stand behind a PID without an OBR between them, so it cannot be told which order they report on; send an OBR before them.", "OBR^1") : null;

    private static OruOrders Refuse(string sentence, string location) => new([], new(ReportProblemKind.Malformed, "100", sentence, location));
}
