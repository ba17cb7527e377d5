namespace CausalClipSeg.Reports;

/// <summary>Which part of a report a code or a name stands for: one table for HL7, FHIR, CDA and DICOM SR, so that an indication is none of the findings at any door.</summary>
internal static class SectionHeadings
{
    // What names of sections are made of besides the word that decides.
    private static readonly HashSet<string> _fillers = new(StringComparer.OrdinalIgnoreCase)
    {
        "of", "the", "for", "and", "to", "with", "report", "reports", "text", "narrative", "section", "single", "imaging", "radiology", "radiologic", "diagnostic", "clinical",
        "study", "exam", "examination", "procedure", "visit", "test", "document", "present", "illness", "observation", "diagnosis", "request",
    };

    /// <summary>The heading behind a LOINC code, or a DICOM one (PS3.16 CID 7001 and 7002); empty for the report as a whole, null for a code of neither.</summary>
    public static string? OfCode(string code) => code switch
    {
        "59776-5" or "121070" or "121071" => "FINDINGS",
        "19005-8" or "55110-1" or "51848-0" or "55112-7" or "121072" or "121073" or "121076" or "121077" or "121111" => "IMPRESSION",
        "18783-1" or "121074" or "121075" => "RECOMMENDATION",
        "18785-6" or "55115-0" or "59768-2" or "29299-5" or "42349-1" or "121062" or "121109" or "121110" => "INDICATION",
        "11329-0" or "55752-0" or "10164-2" or "55108-5" or "121060" => "HISTORY",
        "18834-2" or "55114-3" or "121066" or "121068" or "121069" => "COMPARISON",
        "55111-9" or "55111-5" or "121064" or "121065" or "121113" or "121117" => "TECHNIQUE",
        "55107-7" or "121078" => "ADDENDUM",
        "18782-3" or "18748-4" or "11528-7" => "",
        _ => null,
    };

    /// <summary>The heading that a name speaks of; empty where it speaks of none.</summary>
    public static string OfName(string name)
    {
        var has = (string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
        return has("impression") || has("conclusion") ? "IMPRESSION"
            : has("finding") ? "FINDINGS"
            : has("recommend") || has("consultation request") || has("feedback") ? "RECOMMENDATION"
            : has("indication") || has("reason for") ? "INDICATION"
            : has("history") || has("clinical information") || has("clinical details") ? "HISTORY"
            : has("comparison") ? "COMPARISON"
            : has("technique") ? "TECHNIQUE"
            : has("addend") ? "ADDENDUM"
            : "";
    }

    /// <summary>The heading of a coded item: by its code, then by its name; empty for one that is of no section of its own.</summary>
    public static string Of(string code, string name) => OfCode(code) ?? OfName(name);

    /// <summary>True where code and name say only which part of the report this is: what was found stands in the value alone.</summary>
    public static bool IsSection(string code, string name) =>
        OfCode(code) is not null || name.Split([' ', '/', '-', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries).All(word => _fillers.Contains(word) || OfName(word).Length > 0 || IsHeadWord(word));

    private static bool IsHeadWord(string word) => word.ToLowerInvariant() is "reason" or "information" or "details" or "summary";
}
