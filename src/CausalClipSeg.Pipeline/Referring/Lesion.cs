using CausalClipSeg.Persistence;
using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>
/// What several sentences of a report say of one finding, put together: zones for each side of the patient. A finding that names no place beyond those of an
/// earlier one ("… consistent with pneumonia") is the same lesion under another name and adds nothing.
/// </summary>
/// <param name="Finding">The stable id.</param>
/// <param name="Sentence">The sentence that names it first; all of them where one question stands for the whole report.</param>
/// <param name="Left">The patient's left.</param>
/// <param name="Right">The patient's right.</param>
/// <param name="Unsided">What is said without a side ("retrocardiac opacity").</param>
internal sealed record Lesion(string Finding, string Sentence, SideZones Left, SideZones Right, SideZones Unsided)
{
    /// <summary>Side as reports say it: left, right, bilateral, or none when the report names no side.</summary>
    public string Side => (Left.IsNamed, Right.IsNamed) switch
    {
        (true, true) => "bilateral",
        (true, false) => "left",
        (false, true) => "right",
        _ => "none",
    };

    /// <summary>For people: "left: lower; right: upper lower"; zones without a side stand alone.</summary>
    public string ZoneText => Side == "none" ? Unsided.ToString() : string.Join("; ", new[] { Text("left", Left), Text("right", Right) }.Where(t => t is not null));

    public static IReadOnlyList<Lesion> Group(IEnumerable<Finding> findings) => Merge(findings.Select(Of));

    public static IReadOnlyList<Lesion> Group(IEnumerable<ReportFinding> findings) => Merge(findings.Select(f => Of(
        f.Finding, f.Sentence, f.Side.ToString().ToLowerInvariant(), f.Zones.Select(z => z.ToString().ToLowerInvariant()))));

    /// <summary>All of a report's findings as one: under their common name, or as airspace opacity, which is what they all look like.</summary>
    public static Lesion Whole(IReadOnlyCollection<Finding> findings)
    {
        var names = findings.Select(f => f.FindingId).Distinct().ToList();
        var whole = findings.Select(Of).Aggregate(Join);
        return whole with { Finding = names is [var only] ? only : "airspace-opacity", Sentence = string.Join(' ', findings.Select(f => f.Sentence).Distinct()) };
    }

    private static List<Lesion> Merge(IEnumerable<Lesion> statements)
    {
        var lesions = new List<Lesion>();
        foreach (var group in statements.GroupBy(s => s.Finding))
        {
            var merged = group.Aggregate(Join);
            if (!lesions.Exists(earlier => earlier.Covers(merged)))
                lesions.Add(merged);
        }
        // "Airspace disease." beside "Right lower lobe pneumonia.": what names no place is what another sentence places.
        if (lesions.Exists(placed => placed.Side != "none"))
            lesions.RemoveAll(lesion => lesion.Side == "none" && lesion.Unsided.Zones.Count == 0);
        return lesions;
    }

    private static Lesion Join(Lesion a, Lesion b) => a with { Left = a.Left.Union(b.Left), Right = a.Right.Union(b.Right), Unsided = a.Unsided.Union(b.Unsided) };

    private bool Covers(Lesion other) =>
        Left.Covers(other.Left) && Right.Covers(other.Right) && (!other.Unsided.IsNamed || other.Side != "none" || other.Unsided.Zones.Count == 0 || Unsided.Covers(other.Unsided) || Left.Covers(other.Unsided) || Right.Covers(other.Unsided));

    private static Lesion Of(Finding f) => Of(f.FindingId, f.Sentence, f.Side, f.Zones.Split(',', StringSplitOptions.RemoveEmptyEntries));

    private static Lesion Of(string finding, string sentence, string side, IEnumerable<string> zones)
    {
        var named = SideZones.Named(zones);
        return new Lesion(
            finding, sentence,
            side is "left" or "bilateral" ? named : SideZones.Unnamed,
            side is "right" or "bilateral" ? named : SideZones.Unnamed,
            side is "none" ? named : SideZones.Unnamed);
    }

    private static string? Text(string side, SideZones zones) => zones.IsNamed ? $"{side}: {zones}".TrimEnd(' ', ':') : null;
}
