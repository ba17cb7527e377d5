namespace CausalClipSeg.Model;

/// <summary>What a case is like, as far as its own sentence and its mask tell: sides are those of the sentence, the bundle's convention.</summary>
/// <param name="Side">left, right, bilateral, or other where the sentence is not of the caption grammar.</param>
/// <param name="Zones">Number of zones that the sentence names; null where it is not of the grammar.</param>
/// <param name="LesionShare">The mask's part of the picture, 0 to 1.</param>
public sealed record CaseTraits(string Side, int? Zones, double LesionShare)
{
    public static CaseTraits Of(CaseResult result, CaptionGrammar grammar)
    {
        var share = result.Overlap.Truth / (double)result.Pixels;
        return grammar.Parse(result.Sample.Text) is not { } places
            ? new CaseTraits("other", null, share)
            : new CaseTraits(places.Bilateral ? "bilateral" : places.Left is null ? "right" : "left", (places.Left?.Count ?? 0) + (places.Right?.Count ?? 0), share);
    }
}
