namespace CausalClipSeg.Reports.Hl7;

/// <summary>Reads an ORU^R01 as radiology sends it: identifiers from PID, ORC, OBR, ZDS and IPC, status and text from OBR and OBX (chapter 7, IHE RAD-28).</summary>
internal static class OruReader
{
    public static ReportParseResult Read(Hl7Message message, ReportReadingOptions options)
    {
        if (HeaderProblem(message, options) is { } problem) return ReportParseResult.Refused(problem, message);
        if (message.First("OBR") is not { } order)
            return Refuse(message, ReportProblemKind.Malformed, "100", "The message has no OBR segment, so there is no order to report on; send ORU^R01 with OBR and OBX.", "OBR^1");
        var rows = OruRows.Of(message);
        if (rows.Unreadable is { } what && rows.Text.Text.Length == 0)
            return Refuse(message, ReportProblemKind.NoReadableText, "207", $"The report's text is {what} (OBX {rows.UnreadableRow}) and cannot be read here; send the text as OBX rows of type TX or FT.", $"OBX^{rows.UnreadableRow}^5");
        if (Status(order, rows) is not { } status)
            return Refuse(message, ReportProblemKind.UnknownValue, "103", $"OBR-25 holds \"{order.Value(25)}\", which is no result status of HL7 table 0123; send P, F, C or another of its letters.", "OBR^1^25");
        var text = rows.Text.Text;
        if (text.Length == 0 && !status.MeansSomethingWithoutText())
            return Refuse(message, ReportProblemKind.NoReadableText, "101", "The message has no report text: no OBX of type TX, FT or ST with words in OBX-5; send the text.", "OBX^1^5");
        return ReportParseResult.Of(Report(message, order, rows, status, text), message);
    }

    private static ParsedReport Report(Hl7Message message, Hl7Segment order, OruRows rows, ReportStatus status, string text) => new()
    {
        Source = ReportSource.Hl7V2,
        Status = status,
        Text = text,
        Sections = rows.Text.Sections,
        StudyInstanceUids = OruIdentifiers.Studies(message),
        AccessionNumbers = OruIdentifiers.Accessions(message),
        PatientId = OruIdentifiers.NullIfEmpty(message.First("PID")?.Value(3) ?? ""),
        PatientIdIssuer = OruIdentifiers.NullIfEmpty(message.First("PID")?.Value(3, 4) ?? ""),
        RequestedProcedureId = OruIdentifiers.First(order.Value(19), message.First("IPC")?.Value(2)),
        PlacerOrderNumber = OruIdentifiers.First(order.Value(2), message.First("ORC")?.Value(2)),
        FillerOrderNumber = OruIdentifiers.First(order.Value(3), message.First("ORC")?.Value(3)),
        ObservationTime = Hl7TimeStamp.Read(order.Value(7)),
        CharacterSet = message.CharacterSet.Name,
        MessageControlId = message.ControlId,
    };

    // OBR-25 speaks for the report; rows that are corrected or wrong speak louder, since some senders leave OBR-25 at F.
    private static ReportStatus? Status(Hl7Segment order, OruRows rows)
    {
        var stated = order.Value(25);
        var own = ReportStatusCodes.FromHl7(stated);
        if (own is null && stated.Length > 0) return null;
        if (rows.Statuses.Count == 0) return own ?? ReportStatus.Final;
        if (rows.Statuses.All(status => status == ReportStatus.Wrong)) return ReportStatus.Wrong;
        if (rows.Statuses.All(status => status == ReportStatus.Deleted)) return ReportStatus.Deleted;
        if (own is null) return rows.Statuses.Contains(ReportStatus.Preliminary) ? ReportStatus.Preliminary : rows.Statuses[0];
        return own is ReportStatus.Final && rows.Statuses.Contains(ReportStatus.Corrected) ? ReportStatus.Corrected : own;
    }

    private static ReportProblem? HeaderProblem(Hl7Message message, ReportReadingOptions options)
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

    private static ReportParseResult Refuse(Hl7Message message, ReportProblemKind kind, string code, string sentence, string location) =>
        ReportParseResult.Refused(new(kind, code, sentence, location), message);
}
