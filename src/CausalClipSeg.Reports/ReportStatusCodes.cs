namespace CausalClipSeg.Reports;

/// <summary>Translates status codes at the border, so that no other code compares letters.</summary>
public static class ReportStatusCodes
{
    /// <summary>The status behind an HL7 letter (tables 0123 and 0085), or null for a letter that neither table has.</summary>
    public static ReportStatus? FromHl7(string code) => code.Trim().ToUpperInvariant() switch
    {
        "P" => ReportStatus.Preliminary,
        "F" => ReportStatus.Final,
        "C" => ReportStatus.Corrected,
        "A" or "R" => ReportStatus.Partial,
        "W" => ReportStatus.Wrong,
        "U" => ReportStatus.FinalNotResent,
        "D" => ReportStatus.Deleted,
        "X" => ReportStatus.Cancelled,
        "O" or "I" or "S" or "N" or "Y" or "Z" => ReportStatus.NotAvailable,
        _ => null,
    };

    /// <summary>The status behind a FHIR R4 DiagnosticReport.status, or null for a code that FHIR does not have.</summary>
    public static ReportStatus? FromFhir(string code) => code.Trim().ToLowerInvariant() switch
    {
        "preliminary" => ReportStatus.Preliminary,
        "final" => ReportStatus.Final,
        "amended" or "corrected" or "appended" => ReportStatus.Corrected,
        "partial" => ReportStatus.Partial,
        "entered-in-error" => ReportStatus.Wrong,
        "cancelled" => ReportStatus.Cancelled,
        "registered" or "unknown" => ReportStatus.NotAvailable,
        _ => null,
    };

    /// <summary>The letter that stands for a status in HL7, in our events and on the command line.</summary>
    public static string ToCode(this ReportStatus status) => status switch
    {
        ReportStatus.Preliminary => "P",
        ReportStatus.Final => "F",
        ReportStatus.Corrected => "C",
        ReportStatus.Partial => "A",
        ReportStatus.Wrong => "W",
        ReportStatus.FinalNotResent => "U",
        ReportStatus.Deleted => "D",
        ReportStatus.Cancelled => "X",
        _ => "O",
    };

    /// <summary>True where a report of this status takes back what was sent before.</summary>
    public static bool Withdraws(this ReportStatus status) => status is ReportStatus.Wrong or ReportStatus.Deleted or ReportStatus.Cancelled;

    /// <summary>True where nobody has signed the text yet, or not all of it.</summary>
    public static bool IsUnsigned(this ReportStatus status) => status is ReportStatus.Preliminary or ReportStatus.Partial;

    /// <summary>True where a report of this status means something without any text: it takes back or confirms what was sent before.</summary>
    public static bool MeansSomethingWithoutText(this ReportStatus status) =>
        status.Withdraws() || status == ReportStatus.FinalNotResent;
}
