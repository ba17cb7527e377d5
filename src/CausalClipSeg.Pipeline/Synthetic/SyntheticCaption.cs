using System.Text.RegularExpressions;

namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>The captions of the training data; their "left" is the viewer's left, which on a film hung as usual is the patient's right.</summary>
public static partial class SyntheticCaption
{
    private static readonly string[] Counts = ["no", "one", "two", "three", "four", "five", "six"];
    private static readonly (LungZones Zone, string Name)[] Names = [(LungZones.Upper, "upper"), (LungZones.Middle, "middle"), (LungZones.Lower, "lower")];

    /// <summary>The caption of a case with an opacity, or null: the grammar has no sentence for a clear film.</summary>
    public static string? Of(SyntheticCase spec) =>
        spec.Mirrored ? Of(spec.LeftZones, spec.RightZones) : Of(spec.RightZones, spec.LeftZones);

    public static string? Of(LungZones viewersLeft, LungZones viewersRight)
    {
        var sides = new List<string>();
        if (viewersLeft != LungZones.None) sides.Add(Words(viewersLeft) + " left lung");
        if (viewersRight != LungZones.None) sides.Add(Words(viewersRight) + " right lung");
        if (sides.Count == 0) return null;
        var count = int.PopCount((int)viewersLeft) + int.PopCount((int)viewersRight);
        var extent = sides.Count == 2 ? "bilateral" : "unilateral";
        return $"{extent} pulmonary infection, {Counts[count]} infected {(count == 1 ? "area" : "areas")}, {string.Join(" and ", sides)}.";
    }

    /// <summary>Reads a caption back; false where the sentence is not of this grammar or contradicts itself.</summary>
    public static bool TryParse(string caption, out LungZones viewersLeft, out LungZones viewersRight)
    {
        var match = Grammar().Match(caption);
        viewersLeft = Zones(match.Groups["left"].Value);
        viewersRight = Zones(match.Groups["right"].Value);
        return match.Success && Of(viewersLeft, viewersRight) == caption;
    }

    private static string Words(LungZones zones) => string.Join(' ', Names.Where(name => zones.HasFlag(name.Zone)).Select(name => name.Name));

    private static LungZones Zones(string words) =>
        Names.Where(name => words.Contains(name.Name, StringComparison.Ordinal)).Aggregate(LungZones.None, (sum, name) => sum | name.Zone);

    [GeneratedRegex(@"^(?:uni|bi)lateral pulmonary infection, \w+ infected areas?, (?:(?<left>[a-z ]+?) left lung)?(?: and )?(?:(?<right>[a-z ]+?) right lung)?\.$")]
    private static partial Regex Grammar();
}
