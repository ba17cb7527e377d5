using CausalClipSeg.Reports.Coded;

namespace CausalClipSeg.Reports.StructuredReports;

/// <summary>Walks an SR's tree and writes it down as the report that it is: headings of CID 7001 and 7002, sentences of TEXT, CODE and NUM items.</summary>
internal static class SrText
{
    private const int DeepestTree = 40;

    public static void AddTo(ReportTextBuilder text, SrItem root) => Walk(text, root, "", 0);

    private static void Walk(ReportTextBuilder text, SrItem item, string heading, int depth)
    {
        if (depth > DeepestTree || IsContext(item)) return;
        var here = SrHeadings.Of(item, heading);
        var modifiers = SrModifiers.Of(item);
        if (Sentence(item, modifiers) is { Length: > 0 } sentence) text.Add(item.Name?.Value ?? "", here, sentence);
        foreach (var beside in item.ValueType == "CONTAINER" ? [] : modifiers.Beside) text.Add(item.Name?.Value ?? "", here, beside);
        foreach (var child in item.Children.Where(child => !SrModifiers.IsOne(child))) Walk(text, child, here, depth + 1);
    }

    // Who observed, in which language, for which procedure: about the report, not in it (PS3.16 TID 1001, 1204).
    private static bool IsContext(SrItem item) => item.Relationship is "HAS OBS CONTEXT" or "HAS ACQ CONTEXT" || (item.Relationship == "HAS CONCEPT MOD" && item.ValueType == "CONTAINER");

    private static string Sentence(SrItem item, SrModifiers modifiers) => item.ValueType switch
    {
        "TEXT" => Narrative(item.Value, modifiers),
        "CODE" when item.Relationship != "HAS CONCEPT MOD" => Coded(item, modifiers).Sentence,
        "NUM" => $"{Named(item)}{string.Join(", ", modifiers.Details.Prepend(item.Value))}.",
        _ => "",
    };

    private static CodedFinding Coded(SrItem item, SrModifiers modifiers) => CodedFinding.Of(
        item.Name?.Meaning ?? "", item.Name is not { } name || SrHeadings.IsSection(name), item.Value, SrModifiers.Answer(item), modifiers.Certainty, modifiers.Details);

    // One sentence takes what is said of it; several keep it beside them, since it cannot be told of which it is said.
    private static string Narrative(string words, SrModifiers modifiers)
    {
        var sentence = words.Trim().TrimEnd('.');
        if (modifiers is { Certainty: CodedAnswer.None, Details.Count: 0 } || sentence.Length == 0) return words;
        return sentence.AsSpan().ContainsAny(".\n;:") ? $"{words}\n{string.Join(", ", modifiers.Details)}." : new CodedFinding(sentence, modifiers.Certainty, modifiers.Details).Sentence;
    }

    private static string Named(SrItem item) => item.Name is { } name && !SrHeadings.IsSection(name) ? $"{name.Meaning}: " : "";
}
