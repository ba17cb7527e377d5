namespace CausalClipSeg.Reports.StructuredReports;

/// <summary>Walks an SR's tree and writes it down as the report that it is: headings of CID 7001 and 7002, sentences of TEXT, CODE and NUM items.</summary>
internal static class SrText
{
    private const int DeepestTree = 40;

    public static void AddTo(ReportTextBuilder text, SrItem root) => Walk(text, root, "", 0);

    private static void Walk(ReportTextBuilder text, SrItem item, string heading, int depth)
    {
        if (depth > DeepestTree || IsContext(item)) return;
        var here = SrHeadings.Of(item.Name) ?? heading;
        if (Sentence(item) is { Length: > 0 } sentence) text.Add(item.Name?.Value ?? "", here, sentence);
        foreach (var child in item.Children)
            if (!IsModifier(child)) Walk(text, child, here, depth + 1);
    }

    // Who observed, in which language, for which procedure: about the report, not in it (PS3.16 TID 1001, 1204).
    private static bool IsContext(SrItem item) => item.Relationship is "HAS OBS CONTEXT" or "HAS ACQ CONTEXT" || (item.Relationship == "HAS CONCEPT MOD" && item.ValueType == "CONTAINER");

    private static bool IsModifier(SrItem item) => item.Relationship is "HAS CONCEPT MOD" or "HAS PROPERTIES" && item.ValueType is "CODE" or "TEXT" && item.Children.Count == 0;

    private static string Sentence(SrItem item) => item.ValueType switch
    {
        "TEXT" => item.Value,
        "CODE" when item.Relationship != "HAS CONCEPT MOD" => Coded(item),
        "NUM" => $"{Named(item)}{item.Value}.",
        _ => "",
    };

    // "Finding: Pneumothorax (left, small)" becomes "Pneumothorax, left, small."; a modifier that denies it, "No pneumothorax, left."
    private static string Coded(SrItem item)
    {
        var modifiers = item.Children.Where(IsModifier).ToList();
        var isDenied = modifiers.Exists(modifier => SrHeadings.Denies(modifier)) || (SrHeadings.Denies(item) && item.Name is not null);
        if (SrHeadings.Denies(item)) return $"No {item.Name?.Meaning}.";
        if (SrHeadings.Affirms(item)) return $"{item.Name?.Meaning}.";
        var said = modifiers.Where(modifier => !SrHeadings.Denies(modifier) && !SrHeadings.Affirms(modifier) && modifier.Value.Length > 0).Select(modifier => modifier.Value);
        return $"{(isDenied ? "No " : Named(item))}{string.Join(", ", said.Prepend(item.Value))}.";
    }

    private static string Named(SrItem item) => item.Name is { } name && SrHeadings.Of(name) is null && !SrHeadings.IsGeneric(name) ? $"{name.Meaning}: " : "";
}
