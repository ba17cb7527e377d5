using CausalClipSeg.Reports.Coded;

namespace CausalClipSeg.Reports.StructuredReports;

/// <summary>What the children of an item say of it (PS3.3 C.17.3: HAS CONCEPT MOD, HAS PROPERTIES), those of a site's own children included.</summary>
/// <param name="Certainty">Whether the item is there, where a child says so.</param>
/// <param name="Details">Side, site, size.</param>
/// <param name="Beside">Sentences about a property that is itself there or not ("No Calcification.").</param>
internal sealed record SrModifiers(CodedAnswer Certainty, IReadOnlyList<string> Details, IReadOnlyList<string> Beside)
{
    public static SrModifiers Of(SrItem item)
    {
        var all = Flat(item).Where(modifier => modifier.Value.Length > 0).ToList();
        var answers = all.ToLookup(modifier => Answer(modifier) != CodedAnswer.None);
        var own = answers[true].Where(IsOfItself).Select(Answer).DefaultIfEmpty(CodedAnswer.None).Max();
        var beside = answers[true].Where(modifier => !IsOfItself(modifier)).Select(modifier => new CodedFinding(modifier.Name!.Meaning, Answer(modifier), []).Sentence);
        return new(own, [.. answers[false].Select(modifier => modifier.Value)], [.. beside.Where(sentence => sentence.Length > 0)]);
    }

    public static bool IsOne(SrItem item) => item.Relationship is "HAS CONCEPT MOD" or "HAS PROPERTIES" && item.ValueType is "CODE" or "TEXT" && item.Children.All(IsOne);

    public static CodedAnswer Answer(SrItem item) => CodedAnswers.Of([item.Code?.Value ?? ""], item.Value);

    // A concept modifier always speaks of its concept; a property does where its name asks for nothing else.
    private static bool IsOfItself(SrItem modifier) => modifier.Relationship == "HAS CONCEPT MOD" || CodedFinding.AsksWhether(modifier.Name?.Meaning ?? "");

    private static IEnumerable<SrItem> Flat(SrItem item) => item.Children.Where(child => IsOne(child) && !IsOfWriting(child)).SelectMany(child => Flat(child).Prepend(child));

    // Language, country, the same in other words, the procedure reported: how the report is written (PS3.16 TID 1204, 1210).
    private static bool IsOfWriting(SrItem modifier) => modifier.Name?.Value is "121046" or "121049" or "121050" or "121051" or "121058";
}
