namespace CausalClipSeg.Reports.Hl7;

/// <summary>Judges MSH-10 to MSH-12, which every message has to have in order whatever it is about (chapter 2.9.2.2).</summary>
internal static class Hl7Header
{
    public static ReportProblem? Problem(Hl7Message message, ReportReadingOptions options)
    {
        if (!options.ProcessingIds.Contains(message.ProcessingId))
            return new(ReportProblemKind.UnsupportedProcessingId, "202", $"The processing id \"{message.ProcessingId}\" (MSH-11) is not accepted here; this site takes {string.Join(", ", options.ProcessingIds)}.", "MSH^1^11");
        if (message.Version is not ['2', '.', >= '1' and <= '9', ..])
            return new(ReportProblemKind.UnsupportedVersion, "203", $"HL7 version \"{message.Version}\" (MSH-12) is not read here; send 2.1 to 2.9.", "MSH^1^12");
        return message.ControlId.Length == 0
            ? new(ReportProblemKind.MissingField, "101", "MSH-10 (message control id) is empty, so the message cannot be acknowledged or told from a repetition; send one.", "MSH^1^10")
            : null;
    }
}
