using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

/// <summary>A caption's places as a radiologist would dictate them: the patient's sides, several ways to say the zones, and things that are not there.</summary>
internal static class RadiologistsWords
{
    private static readonly string[] Openings =
    [
        "Airspace opacities are seen in {0}.",
        "There is patchy airspace opacity in {0}.",
        "Multifocal airspace opacities involving {0}.",
        "Hazy airspace opacity is present within {0}.",
    ];

    public static string For(LesionPlaces viewers, int variant)
    {
        // The viewer's left is the patient's right.
        var places = new[] { Place("right", viewers.Left, variant), Place("left", viewers.Right, variant) }.Where(p => p is not null);
        var statement = string.Format(Openings[variant % Openings.Length], string.Join(" and ", places));
        return $"EXAM: Chest radiograph, one view.\nINDICATION: Cough, evaluate for pneumonia.\nFINDINGS: The heart is normal in size. {statement} No pleural effusion or pneumothorax.\nIMPRESSION: Findings as above.";
    }

    private static string? Place(string side, IReadOnlyList<string>? zones, int variant) => zones switch
    {
        null => null,
        [] => $"the {side} lung",
        { Count: 3 } when variant % 3 == 0 => $"the upper, middle and lower zones of the {side} lung",
        _ => $"the {side} {string.Join(zones.Count == 3 ? ", " : " and ", zones)} lung {(zones.Count == 1 ? "zone" : "zones")}",
    };
}
