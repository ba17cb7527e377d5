using CausalClipSeg.Persistence;
using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>
/// What several sentences of a report say of one finding, put together: zones for each side of the patient. A finding that names no place beyond those of an
/// earlier one ("… consistent with pneumonia") is the same lesion under another name and adds nothing.
/// </summary>
internal sealed record Lesion(string Finding, string Sentence, SideZones Left, SideZones Right)
{
    /// <summary>Side as reports say it: left, right, bilateral, or none when the report names no side.</summary>
    public string Side => (Left.IsNamed, Right.IsNamed) switch
    {
        (true, true) => "bilateral",
        (true, false) => "left",
        (false, true) => "right",
        _ => "none",
    };

    /// <summary>For people: "left: lower; right: upper lower".</summary>
    public string ZoneText => string.Join("; ", new[] { Text("left", Left), Text("right", Right) }.Where(t => t is not null));

    public static IReadOnlyList<Lesion> Group(IEnumerable<Finding> findings) => Merge(findings.Select(f => Of(
        f.FindingId, f.Sentence, f.Side, f.Zones.Split(',', StringSplitOptions.RemoveEmptyEntries))));

    public static IReadOnlyList<Lesion> Group(IEnumerable<ReportFinding> findings) => Merge(findings.Select(f => Of(
        f.Finding, f.Sentence, f.Side.ToString().ToLowerInvariant(), f.Zones.Select(z => z.ToString().ToLowerInvariant()))));

    private static List<Lesion> Merge(IEnumerable<Lesion> statements)
    {
        var lesions = new List<Lesion>();
        foreach (var group in statements.GroupBy(s => s.Finding))
        {
            var merged = group.Aggregate((a, b) => a with { Left = a.Left.Union(b.Left), Right = a.Right.Union(b.Right) });
            if (!lesions.Any(earlier => earlier.Covers(merged)))
                lesions.Add(merged);
        }
        return lesions;
    }

    private bool Covers(Lesion other) => Left.Covers(other.Left) && Right.Covers(other.Right);

    private static Lesion Of(string finding, string sentence, string side, IEnumerable<string> zones)
    {
        var named = SideZones.Named(zones);
        return new Lesion(
            finding, sentence, side is "left" or "bilateral" ? named : SideZones.Unnamed, side is "right" or "bilateral" ? named : SideZones.Unnamed);
    }

    private static string? Text(string side, SideZones zones) => zones.IsNamed ? $"{side}: {zones}".TrimEnd(' ', ':') : null;
}
