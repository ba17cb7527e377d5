namespace CausalClipSeg.Reports.StructuredReports;

/// <summary>Which concept names open a section of a report (PS3.16 CID 7001 Diagnostic Imaging Report Heading, CID 7002 Report Element, and their LOINC twins).</summary>
internal static class SrHeadings
{
    /// <summary>The heading that an item stands under: its code's, else its name's where it is a container or under none yet, else its parent's.</summary>
    public static string Of(SrItem item, string parent) => item.Name switch
    {
        { } name when SectionHeadings.OfCode(name.Value) is { Length: > 0 } byCode => byCode,
        { } name when (item.ValueType == "CONTAINER" || parent.Length == 0) && IsSection(name) && SectionHeadings.OfName(name.Meaning) is { Length: > 0 } byName => byName,
        _ => parent,
    };

    /// <summary>True for names that say only that something was found: the value alone is the sentence.</summary>
    public static bool IsSection(SrCode name) => SectionHeadings.IsSection(name.Value, name.Meaning);
}
