namespace CausalClipSeg.Reports.Hl7;

/// <summary>Judges MSH-9 to MSH-12 before anything else is read (chapter 2.9.2.2): what is refused here is refused whatever the message holds.</summary>
internal static class OruHeader
{
    public static ReportProblem? Problem(Hl7Message message, ReportReadingOptions options)
    {
        if (message.MessageType != "ORU")
            return new(ReportProblemKind.UnsupportedMessageType, "200", $"Messages of type \"{message.MessageType}\" (MSH-9) are not taken here; send reports as ORU^R01.", "MSH^1^9");
        if (message.TriggerEvent is not ("R01" or ""))
            return new(ReportProblemKind.UnsupportedEvent, "201", $"ORU with the event \"{message.TriggerEvent}\" (MSH-9) is not taken here; send reports as ORU^R01.", "MSH^1^9");
        if (!options.ProcessingIds.Contains(message.ProcessingId))
            return new(ReportProblemKind.UnsupportedProcessingId, "202", $"The processing id \"{message.ProcessingId}\" (MSH-11) is not accepted here; this site takes {string.Join(", ", options.ProcessingIds)}.", "MSH^1^11");
        if (message.Version is not ['2', '.', >= '1' and <= '9', ..])
            return new(ReportProblemKind.UnsupportedVersion, "203", $"HL7 version \"{message.Version}\" (MSH-12) is not read here; send 2.1 to 2.9.", "MSH^1^12");
        return message.ControlId.Length == 0
            ? new(ReportProblemKind.MissingField, "101", "MSH-10 (message control id) is empty, so the message cannot be acknowledged or told from a repetition; send one.", "MSH^1^10")
            : null;
    }
}
