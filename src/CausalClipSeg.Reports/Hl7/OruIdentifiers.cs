namespace CausalClipSeg.Reports.Hl7;

/// <summary>Finds which study and which order a report is about, in every place where senders put it.</summary>
internal static class OruIdentifiers
{
    /// <summary>OBX-3 113014 (or 110180, or the name), then ZDS-1, then IPC-3.</summary>
    public static IReadOnlyList<string> Studies(IReadOnlyList<OruOrder> orders)
    {
        var rows = orders.SelectMany(order => order.All("OBX")).Where(IsStudyRow).Select(s => s.Value(5));
        var zds = orders.SelectMany(order => order.All("ZDS")).Select(s => s.Value(1));
        var ipc = orders.SelectMany(order => order.All("IPC")).Select(s => s.Value(3));
        return [.. rows.Concat(zds).Concat(ipc).Where(IsUid).Distinct()];
    }

    /// <summary>OBR-18, then IPC-1, then OBR-3 where nothing else names one.</summary>
    public static IReadOnlyList<string> Accessions(IReadOnlyList<OruOrder> orders)
    {
        string[] named = [.. orders.Select(order => order.Segment.Value(18)), .. orders.SelectMany(order => order.All("IPC")).Select(s => s.Value(1))];
        var found = named.Where(value => value.Length > 0).Distinct().ToList();
        return found.Count > 0 ? found : [.. orders.Select(order => order.Segment.Value(3)).Where(value => value.Length > 0).Distinct()];
    }

    /// <summary>True for a row that identifies something instead of saying something.</summary>
    public static bool IsIdentifierRow(Hl7Segment row) =>
        IsStudyRow(row) || row.Value(3, 2).Contains("Instance UID", StringComparison.OrdinalIgnoreCase) || IsUid(row.Value(5));

    /// <summary>True for a DICOM UID (PS3.5 section 9).</summary>
    public static bool IsUid(string value) =>
        value.Length is > 3 and <= 64 && value.Contains('.') && value.All(c => c == '.' || char.IsAsciiDigit(c))
        && value.Split('.').All(part => part.Length > 0 && (part.Length == 1 || part[0] != '0'));

    public static string? First(params string?[] values) => values.FirstOrDefault(value => !string.IsNullOrEmpty(value));

    public static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;

    private static bool IsStudyRow(Hl7Segment row) =>
        row.Value(3) is "113014" or "110180"
        || row.Value(3, 2).Equals("Study Instance UID", StringComparison.OrdinalIgnoreCase)
        || row.Value(3, 2).Equals("DICOM Study", StringComparison.OrdinalIgnoreCase);
}
