namespace CausalClipSeg.Reports.StructuredReports;

/// <summary>Which concept names open a section of a report (PS3.16 CID 7001 Diagnostic Imaging Report Heading, CID 7002 Report Element, and their LOINC twins), and which codes say yes and no.</summary>
internal static class SrHeadings
{
    /// <summary>The heading that a concept name opens; null for one that opens none.</summary>
    public static string? Of(SrCode? name) => name?.Value switch
    {
        "121070" or "121071" or "59776-5" or "18782-3" => "FINDINGS",
        "121072" or "121073" or "121076" or "121077" or "121111" or "19005-8" or "55110-1" => "IMPRESSION",
        "121078" or "55107-7" => "ADDENDUM",
        "121074" or "121075" or "18783-1" => "RECOMMENDATION",
        "121066" or "121068" or "121069" or "18834-2" or "55114-3" => "COMPARISON",
        "121060" or "11329-0" => "HISTORY",
        "121062" or "121109" or "121110" or "18785-6" or "29299-5" or "55115-0" => "INDICATION",
        "121064" or "121065" or "121113" or "121117" or "55111-9" => "TECHNIQUE",
        _ => null,
    };

    /// <summary>True for names that say only that something was found: the value alone is the sentence.</summary>
    public static bool IsGeneric(SrCode name) => name.Meaning.Trim().ToUpperInvariant() is "FINDING" or "FINDINGS" or "IMPRESSION" or "CONCLUSION" or "DIAGNOSIS" or "IMAGING FINDING" or "OBSERVATION" or "SINGLE FINDING" or "";

    /// <summary>SCT 2667000 Absent, 260415000 Not detected, 260385009 Negative, 373067005 No, and their words.</summary>
    public static bool Denies(SrItem item) => item.Code?.Value is "2667000" or "260415000" or "260385009" or "373067005" or "R-0038D" or "R-00339"
        || item.Value.Trim().ToUpperInvariant() is "ABSENT" or "NOT DETECTED" or "NEGATIVE" or "NO" or "NONE" or "NOT PRESENT";

    /// <summary>SCT 52101004 Present, 373066001 Yes, and their words.</summary>
    public static bool Affirms(SrItem item) => item.Code?.Value is "52101004" or "373066001" or "260373001" or "R-0038F"
        || item.Value.Trim().ToUpperInvariant() is "PRESENT" or "YES" or "DETECTED" or "POSITIVE";
}
