namespace CausalClipSeg.Model;

/// <summary>Says where lesions are as a radiologist would, so that a bundle also understands sentences outside its caption grammar.</summary>
internal static class ReportWording
{
    private static readonly string[] Findings =
    [
        "airspace opacity", "patchy opacities", "consolidation", "infiltrate", "ground glass opacity", "pneumonia", "airspace disease", "hazy opacity",
    ];

    private static readonly string[] Frames = ["{0} in the {1}.", "there is {0} in the {1}", "{1} {0}", "increased {0} within the {1}.", "{0} of the {1}"];

    /// <summary>Sides are said in the convention of <paramref name="places"/>.</summary>
    public static string Of(LesionPlaces places, Random random)
    {
        var finding = Findings[random.Next(Findings.Length)];
        if (places is { Left.Count: 0, Right.Count: 0 } && random.Next(2) == 0)
            return $"bilateral {finding}";
        string[] sides = [.. Side(places.Left, "left", random), .. Side(places.Right, "right", random)];
        if (random.Next(2) == 0)
            Array.Reverse(sides);
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, Frames[random.Next(Frames.Length)], finding, string.Join(" and ", sides));
    }

    private static IEnumerable<string> Side(IReadOnlyList<string>? zones, string side, Random random)
    {
        if (zones is null)
            return [];
        if (zones.Count is 0 or 3)
            return [$"{side} lung"];
        var named = string.Join(" and ", zones);
        return [random.Next(3) switch { 0 => $"{side} {named} lung", 1 => $"{side} {named} lobe", _ => $"{named} {side} lung" }];
    }
}
