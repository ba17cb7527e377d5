namespace CausalClipSeg.Reports.Hl7;

/// <summary>Judges MSH-9 to MSH-12 before anything else is read (chapter 2.9.2.2): what is refused here is refused whatever the message holds.</summary>
internal static class OruHeader
{
    public static ReportProblem? Problem(Hl7Message message, ReportReadingOptions options)
    {
        if (message.MessageType != "ORU")
            return new(ReportProblemKind.UnsupportedMessageType, "200", $"Messages of type \"{message.MessageType}\" (MSH-9) are not taken here; send reports as ORU^R01.", "MSH^1^9");
        return message.TriggerEvent is "R01" or ""
            ? Hl7Header.Problem(message, options)
            : new(ReportProblemKind.UnsupportedEvent, "201", $"ORU with the event \"{message.TriggerEvent}\" (MSH-9) is not taken here; send reports as ORU^R01.", "MSH^1^9");
    }
}
