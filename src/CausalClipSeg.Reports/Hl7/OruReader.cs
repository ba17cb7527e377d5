namespace CausalClipSeg.Reports.Hl7;

/// <summary>Reads an ORU^R01 as radiology sends it: identifiers from PID, ORC, OBR, ZDS and IPC, status and text from OBR and OBX (chapter 7, IHE RAD-28).</summary>
internal static class OruReader
{
    public static ReportParseResult Read(Hl7Message message, ReportReadingOptions options)
    {
        if (OruHeader.Problem(message, options) is { } problem) return ReportParseResult.Refused(problem, message);
        var orders = OruOrder.Of(message, options.Zone);
        if (orders.Count == 0)
            return Refuse(message, ReportProblemKind.Malformed, "100", "The message has no OBR segment, so there is no order to report on; send ORU^R01 with OBR and OBX.", "OBR^1");
        var speaking = orders.Where(order => order.Rows.Text.Text.Length > 0).ToList();
        // One text for several orders is one report on all of them; several texts are several reports, each on its own order.
        return speaking.Count <= 1
            ? ReadOne(message, speaking.Count == 1 ? speaking[0] : orders[0], orders, options.Zone)
            : ReadEach(message, speaking, options.Zone);
    }

    private static ReportParseResult ReadEach(Hl7Message message, List<OruOrder> speaking, TimeZoneInfo zone)
    {
        var reports = new List<ParsedReport>(speaking.Count);
        foreach (var order in speaking)
        {
            var result = ReadOne(message, order, [order], zone);
            if (!result.IsReport) return result;
            reports.Add(result.Report);
        }

        return ReportParseResult.OfSeveral(reports, message);
    }

    private static ReportParseResult ReadOne(Hl7Message message, OruOrder order, IReadOnlyList<OruOrder> orders, TimeZoneInfo zone)
    {
        var rows = order.Rows;
        var stated = order.Segment.Value(25);
        if (rows.Status(stated) is not { } status)
            return Refuse(message, ReportProblemKind.UnknownValue, "103", $"OBR-25 holds \"{stated}\", which is no result status of HL7 table 0123; send P, F, C or another of its letters.", $"OBR^{order.Number}^25");
        if (status == ReportStatus.NotAvailable)
            return Refuse(message, ReportProblemKind.NoResultYet, "0", $"The order has no result yet (OBR-25 is \"{stated}\"); nothing was done.", $"OBR^{order.Number}^25");
        if (rows.Unreadable is { } what && rows.Text.Text.Length == 0 && !status.MeansSomethingWithoutText())
            return Refuse(message, ReportProblemKind.NoReadableText, "207", $"The report's text is {what} (OBX {rows.UnreadableRow}) and cannot be read here; send the text as OBX rows of type TX or FT.", $"OBX^{rows.UnreadableRow}^5");
        var text = rows.Text.Text;
        if (text.Length == 0 && !status.MeansSomethingWithoutText())
            return Refuse(message, ReportProblemKind.NoReadableText, "101", "The message has no report text: no OBX of type TX, FT or ST with words in OBX-5; send the text.", "OBX^1^5");
        return ReportParseResult.Of(Report(message, order, orders, status, text, zone), message);
    }

    private static ParsedReport Report(Hl7Message message, OruOrder order, IReadOnlyList<OruOrder> orders, ReportStatus status, string text, TimeZoneInfo zone) => new()
    {
        Source = ReportSource.Hl7V2,
        Status = status,
        Text = text,
        Sections = order.Rows.Text.Sections,
        StudyInstanceUids = OruIdentifiers.Studies(orders),
        AccessionNumbers = OruIdentifiers.Accessions(orders),
        PatientId = OruIdentifiers.NullIfEmpty(message.First("PID")?.Value(3) ?? ""),
        PatientIdIssuer = OruIdentifiers.NullIfEmpty(message.First("PID")?.Value(3, 4) ?? ""),
        RequestedProcedureId = OruIdentifiers.First(order.Segment.Value(19), order.First("IPC")?.Value(2)),
        PlacerOrderNumber = OruIdentifiers.First(order.Segment.Value(2), order.First("ORC")?.Value(2)),
        FillerOrderNumber = OruIdentifiers.First(order.Segment.Value(3), order.First("ORC")?.Value(3)),
        ObservationTime = Hl7TimeStamp.Read(order.Segment.Value(7), zone),
        IssuedAt = Hl7TimeStamp.Read(order.Segment.Value(22), zone) ?? order.Rows.ObservedAt ?? Hl7TimeStamp.Read(message.Header.Value(7), zone),
        CharacterSet = message.CharacterSet.Name,
        MessageControlId = message.ControlId,
    };

    private static ReportParseResult Refuse(Hl7Message message, ReportProblemKind kind, string code, string sentence, string location) =>
        ReportParseResult.Refused(new(kind, code, sentence, location), message);
}
