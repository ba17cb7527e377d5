using System.Text.RegularExpressions;

namespace CausalClipSeg.Model;

/// <summary>Where a sentence places the lesions, sides as the sentence counts them; a side without lesions is null, one without known zones is empty.</summary>
public sealed record LesionPlaces(IReadOnlyList<string>? Left, IReadOnlyList<string>? Right)
{
    public bool Bilateral => Left is not null && Right is not null;

    public LesionPlaces Mirrored => new(Right, Left);
}

/// <summary>The sentences that a bundle was trained to understand, as data: the Pipeline composes them, the trainer takes them apart.</summary>
public sealed record CaptionGrammar
{
    /// <summary>Top to bottom, the order in which a sentence lists them.</summary>
    public IReadOnlyList<string> Zones { get; init; } = ["upper", "middle", "lower"];

    public IReadOnlyList<string> Counts { get; init; } = ["one", "two", "three", "four", "five", "six"];

    public string Finding { get; init; } = "pulmonary infection";

    public string Area { get; init; } = "infected area";

    /// <summary>
    /// The sentence for these places, sides in the bundle's convention. Null: no lesion on that side; empty: zones unknown, the sentence
    /// is then less specific (and states no count).
    /// </summary>
    public string Compose(IReadOnlyCollection<string>? leftZones, IReadOnlyCollection<string>? rightZones)
    {
        if (leftZones is null && rightZones is null)
            throw new ArgumentException("A sentence needs at least one side.", nameof(leftZones));
        var known = leftZones is not { Count: 0 } && rightZones is not { Count: 0 };
        var count = known ? Ordered(leftZones ?? []).Count() + Ordered(rightZones ?? []).Count() : 0;
        return Compose(leftZones, rightZones, count);
    }

    /// <summary>Takes a sentence of this grammar apart; null when it is not one.</summary>
    public LesionPlaces? Parse(string sentence)
    {
        var zones = string.Join('|', Zones);
        var match = Regex.Match(sentence.Trim().ToLowerInvariant(),
            $@"^(uni|bi)lateral {Regex.Escape(Finding)},(?: \w+ {Regex.Escape(Area)}s?,)? (?:(?<l>(?:(?:{zones}) )*)left lung)?(?: and )?(?:(?<r>(?:(?:{zones}) )*)right lung)?\.?$");
        if (!match.Success || (!match.Groups["l"].Success && !match.Groups["r"].Success))
            return null;
        return new LesionPlaces(Side(match.Groups["l"]), Side(match.Groups["r"]));

        static string[]? Side(Group group) => group.Success ? group.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries) : null;
    }

    internal string Compose(IReadOnlyCollection<string>? leftZones, IReadOnlyCollection<string>? rightZones, int count)
    {
        string[] sides = [.. SideText(leftZones, "left"), .. SideText(rightZones, "right")];
        var kind = leftZones is not null && rightZones is not null ? "bilateral" : "unilateral";
        var areas = count is > 0 && count <= Counts.Count ? $" {Counts[count - 1]} {Area}{(count == 1 ? "" : "s")}," : "";
        return $"{kind} {Finding},{areas} {string.Join(" and ", sides)}.";
    }

    private IEnumerable<string> SideText(IReadOnlyCollection<string>? zones, string side) =>
        zones is null ? [] : [string.Join(' ', Ordered(zones).Append($"{side} lung"))];

    private IEnumerable<string> Ordered(IReadOnlyCollection<string> zones)
    {
        var unknown = zones.FirstOrDefault(zone => !Zones.Contains(zone));
        return unknown is null
            ? Zones.Where(zones.Contains)
            : throw new ArgumentException($"Zone \"{unknown}\" is not one of {string.Join(", ", Zones)}.", nameof(zones));
    }
}
