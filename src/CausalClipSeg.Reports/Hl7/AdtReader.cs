namespace CausalClipSeg.Reports.Hl7;

/// <summary>Reads merges of patient numbers out of ADT messages (chapter 3, ADT_A39 and its predecessors; IHE RAD-12), and tells of every other event whether it is any of our business.</summary>
public static class AdtReader
{
    public static AdtReadResult Read(Hl7Message message, ReportReadingOptions options)
    {
        if (message.Segments.Skip(1).Any(segment => segment.Id == "MSH"))
            return Refuse(ReportProblemKind.Malformed, "100", "The message holds a second MSH segment, so it is two messages in one; send each in a frame of its own.", "MSH^2");
        var trigger = OruIdentifiers.First(message.TriggerEvent, message.First("EVN")?.Value(1)) ?? "";
        if (AdtEvents.NotDone(trigger) is { } what)
            return Refuse(ReportProblemKind.EventNotDone, "201", $"ADT^{Quoted(trigger)} (MSH-9) {what}; nothing was changed. Where two numbers are one patient's, send ADT^A40.", "MSH^1^9");
        if (!AdtEvents.Merges(trigger))
            return Refuse(ReportProblemKind.NothingToDo, "0", $"ADT^{trigger} is about nothing that is kept here; nothing was done.", "MSH^1^9");
        return Hl7Header.Problem(message, options) is { } wrong ? new([], null, wrong) : AdtMerges.Read(message, options.Zone);
    }

    internal static AdtReadResult Refuse(ReportProblemKind kind, string code, string sentence, string location) => new([], null, new(kind, code, sentence, location));

    // What is no event may be anything, a name included.
    private static string Quoted(string trigger) => trigger is ['A', >= '0' and <= '9', >= '0' and <= '9'] ? trigger : $"\"{trigger}\"";
}
