namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>The many ways in which radiologists name the same place, so that no text reader is tried on one wording only.</summary>
internal static class ReportPhrases
{
    private static readonly string[] UpperPlaces = ["upper zone", "upper lung zone", "upper lobe", "apex"];
    private static readonly string[] RightMiddlePlaces = ["mid zone", "middle lobe", "mid lung", "mid lung zone"];
    private static readonly string[] LeftMiddlePlaces = ["mid zone", "mid lung", "mid lung zone", "middle zone"];
    private static readonly string[] LowerPlaces = ["lower zone", "lower lobe", "lung base", "base"];

    public static string Name(PatientSide side) => side == PatientSide.Right ? "right" : "left";

    public static PatientSide Other(PatientSide side) => side == PatientSide.Right ? PatientSide.Left : PatientSide.Right;

    public static string Opacity(SeededRandom random) => random.Pick(
        "patchy airspace opacity", "hazy airspace opacity", "ill-defined opacity", "patchy consolidation", "airspace consolidation",
        "ground-glass opacity", "patchy infiltrate", "patchy airspace disease");

    public static string Opacities(SeededRandom random) => random.Pick(
        "patchy airspace opacities", "hazy opacities", "ill-defined airspace opacities", "patchy consolidations", "ground-glass opacities", "patchy infiltrates");

    /// <summary>One zone, several zones or all of one lung: "the right lower lobe", "the left mid and lower zones", "throughout the right lung".</summary>
    public static string Where(PatientSide side, LungZones zones, SeededRandom random)
    {
        var name = Name(side);
        if (zones == LungZones.All) return random.Pick($"throughout the {name} lung", $"in all zones of the {name} lung", $"in the {name} upper, mid and lower zones");
        if (int.PopCount((int)zones) == 1)
        {
            var place = Place(side, zones, random);
            return place is "apex" or "lung base" or "base" ? $"at the {name} {place}" : $"in the {name} {place}";
        }

        var pair = Pair(zones);
        return random.Pick($"in the {name} {pair} zones", $"in the {pair} zones of the {name} lung", $"in the {name} {pair} lung zones");
    }

    /// <summary>The same zones of both lungs in one phrase.</summary>
    public static string WhereBoth(LungZones zones, SeededRandom random) => zones switch
    {
        LungZones.All => random.Pick("throughout both lungs", "in all zones of both lungs", "in both lungs, upper, mid and lower zones alike"),
        LungZones.Lower => random.Pick("at both lung bases", "in both lower lobes", "in the lower zones of both lungs"),
        LungZones.Upper => random.Pick("in both upper lobes", "in the upper zones of both lungs"),
        LungZones.Middle => random.Pick("in the mid zones of both lungs", "in both mid lung zones"),
        _ => random.Pick($"in the {Pair(zones)} zones of both lungs", $"in both lungs, {Pair(zones)} zones"),
    };

    public static string Sentence(string words) => string.Concat(words[..1].ToUpperInvariant(), words.AsSpan(1), ".");

    /// <summary>Only the right lung has a middle lobe.</summary>
    private static string Place(PatientSide side, LungZones zone, SeededRandom random) => random.Pick<string>(zone switch
    {
        LungZones.Upper => UpperPlaces,
        LungZones.Lower => LowerPlaces,
        _ => side == PatientSide.Right ? RightMiddlePlaces : LeftMiddlePlaces,
    });

    private static string Pair(LungZones zones) => zones switch
    {
        LungZones.Upper | LungZones.Middle => "upper and mid",
        LungZones.Middle | LungZones.Lower => "mid and lower",
        _ => "upper and lower",
    };
}
