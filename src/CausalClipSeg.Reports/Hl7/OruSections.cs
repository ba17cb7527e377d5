namespace CausalClipSeg.Reports.Hl7;

/// <summary>Tells from OBX-3 which part of the report a row belongs to: by HL7's suffix, by code, then by name.</summary>
internal static class OruSections
{
    /// <summary>The heading of a row's section; empty for report text without a section of its own.</summary>
    public static string Heading(Hl7Segment row)
    {
        var bySuffix = Suffix(row.Value(3, 1, 2));
        return bySuffix.Length > 0 ? bySuffix
            : SectionHeadings.OfCode(row.Value(3)) ?? SectionHeadings.Of(row.Value(3, 4), row.Value(3, 2));
    }

    private static string Suffix(string suffix) => suffix.ToUpperInvariant() switch
    {
        "IMP" => "IMPRESSION",
        "GDT" => "FINDINGS",
        "ADT" => "ADDENDUM",
        "REC" => "RECOMMENDATION",
        "HIS" => "HISTORY",
        "TCM" => "TECHNIQUE",
        _ => "",
    };
}
