namespace CausalClipSeg.Reports.Hl7;

/// <summary>Reads an ORU^R01 as radiology sends it: identifiers from PID, ORC, OBR, ZDS and IPC, status and text from OBR and OBX (chapter 7, IHE RAD-28).</summary>
internal static class OruReader
{
    public static ReportParseResult Read(Hl7Message message, ReportReadingOptions options)
    {
        if (OruHeader.Problem(message, options) is { } problem) return ReportParseResult.Refused(problem, message);
        var (orders, unclear) = OruOrders.Of(message, options.Zone);
        if (unclear is not null) return ReportParseResult.Refused(unclear, message);
        if (orders.Count == 0)
            return Refuse(message, ReportProblemKind.Malformed, "100", "The message has no OBR segment, so there is no order to report on; send ORU^R01 with OBR and OBX.", "OBR^1");
        if (orders.FirstOrDefault(order => order.Status is null) is { } odd)
            return Refuse(message, ReportProblemKind.UnknownValue, "103", $"OBR-25 holds \"{odd.StatedStatus}\", which is no result status of HL7 table 0123; send P, F, C or another of its letters.", $"OBR^{odd.Number}^25");
        var withResult = orders.Where(order => order.Status != ReportStatus.NotAvailable).ToList();
        return withResult.Count > 0 ? ReadEach(message, withResult, options.Zone)
            : Refuse(message, ReportProblemKind.NoResultYet, "0", $"The order has no result yet (OBR-25 is \"{orders[0].StatedStatus}\"); nothing was done.", $"OBR^{orders[0].Number}^25");
    }

    private static ReportParseResult ReadEach(Hl7Message message, List<OruOrder> orders, TimeZoneInfo zone)
    {
        var reports = new List<ParsedReport>(orders.Count);
        foreach (var ofPatient in orders.GroupBy(order => order.Patient.Key))
        {
            var shared = OruSharing.Of([.. ofPatient]);
            foreach (var order in ofPatient.Except(shared.WithoutWords))
            {
                if (Problem(order) is { } problem) return ReportParseResult.Refused(problem, message);
                reports.Add(Report(message, order, [.. shared.OrdersOf(order)], zone));
            }
        }

        return MessageReports.Of(reports, message);
    }

    private static ReportProblem? Problem(OruOrder order)
    {
        if (order.Speaks || order.Status!.Value.MeansSomethingWithoutText()) return null;
        var of = order.Number > 1 ? $" of OBR {order.Number}" : "";
        return order.Rows.Unreadable is { } what
            ? new(ReportProblemKind.NoReadableText, "207", $"The report's text is {what} (OBX {order.Rows.UnreadableRow}{of}) and cannot be read here; send the text as OBX rows of type TX or FT.", $"OBX^{order.Rows.UnreadableRow}^5")
            : new(ReportProblemKind.NoReadableText, "101", $"The message has no report text{of}: no OBX of type TX, FT or ST with words in OBX-5; send the text.", "OBX^1^5");
    }

    private static ParsedReport Report(Hl7Message message, OruOrder order, IReadOnlyList<OruOrder> orders, TimeZoneInfo zone) => new()
    {
        Source = ReportSource.Hl7V2,
        Status = order.Status!.Value,
        Text = order.Rows.Text.Text,
        Sections = order.Rows.Text.Sections,
        StudyInstanceUids = OruIdentifiers.Studies(orders),
        AccessionNumbers = OruIdentifiers.Accessions(orders),
        PatientId = order.Patient.Id,
        PatientIdIssuer = order.Patient.Issuer,
        RequestedProcedureId = OruIdentifiers.First(order.Segment.Value(19), order.First("IPC")?.Value(2)),
        PlacerOrderNumber = order.PlacerNumber,
        FillerOrderNumber = order.FillerNumber,
        ObservationTime = Hl7TimeStamp.Read(order.Segment.Value(7), zone),
        IssuedAt = Hl7TimeStamp.Read(order.Segment.Value(22), zone) ?? order.Rows.ObservedAt ?? Hl7TimeStamp.Read(message.Header.Value(7), zone),
        CharacterSet = message.CharacterSet.Name,
        MessageControlId = message.ControlId,
    };

    private static ReportParseResult Refuse(Hl7Message message, ReportProblemKind kind, string code, string sentence, string location) =>
        ReportParseResult.Refused(new(kind, code, sentence, location), message);
}
