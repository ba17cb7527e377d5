namespace CausalClipSeg.Reports.Hl7;

/// <summary>Tells from OBX-3 which part of the report a row belongs to: by LOINC code, by HL7's suffix, then by name.</summary>
internal static class OruSections
{
    /// <summary>The heading of a row's section; empty for report text without a section of its own.</summary>
    public static string Heading(Hl7Segment row)
    {
        var bySuffix = Suffix(row.Value(3, 1, 2));
        if (bySuffix.Length > 0) return bySuffix;
        var byCode = Loinc(row.Value(3));
        return byCode ?? Loinc(row.Value(3, 4)) ?? Name(row.Value(3, 2));
    }

    private static string? Loinc(string code) => code switch
    {
        "59776-5" => "FINDINGS",
        "19005-8" or "55110-1" or "51848-0" => "IMPRESSION",
        "18783-1" => "RECOMMENDATION",
        "18785-6" or "55115-0" or "59768-2" or "29299-5" or "42349-1" => "INDICATION",
        "11329-0" or "55752-0" or "10164-2" => "HISTORY",
        "18834-2" => "COMPARISON",
        "55111-9" or "55111-5" => "TECHNIQUE",
        "55107-7" => "ADDENDUM",
        "18782-3" or "18748-4" or "11528-7" => "",
        _ => null,
    };

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

    private static string Name(string name)
    {
        var has = (string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
        return has("impression") || has("conclusion") ? "IMPRESSION"
            : has("finding") ? "FINDINGS"
            : has("recommend") || has("consultation request") || has("feedback") ? "RECOMMENDATION"
            : has("indication") || has("reason for") ? "INDICATION"
            : has("history") || has("clinical information") ? "HISTORY"
            : has("comparison") ? "COMPARISON"
            : has("technique") ? "TECHNIQUE"
            : has("addend") ? "ADDENDUM"
            : "";
    }
}
