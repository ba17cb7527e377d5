using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Reports.Tests.Understanding;

/// <summary>Counts agreement with the coders' labels: findings of a report as a whole, then side and zones among those both have.</summary>
internal sealed class OpenIScore
{
    private static readonly HashSet<string> _zoned = ["opacity", "atelectasis", "nodule", "granuloma", "scarring"];
    private int _both;
    private int _onlyOurs;
    private int _onlyTheirs;
    private (int Right, int All) _side;
    private (int Right, int All) _zone;

    public double F1 => 2.0 * _both / (2.0 * _both + _onlyOurs + _onlyTheirs);

    public double Side => (double)_side.Right / _side.All;

    public double Zone => (double)_zone.Right / _zone.All;

    public override string ToString() => $"F1 {F1:0.0000}, side {Side:0.0000} of {_side.All}, zone {Zone:0.0000} of {_zone.All}";

    public void Add(IEnumerable<string> labels, IEnumerable<ReportFinding> findings)
    {
        var theirs = Theirs(labels);
        var ours = Ours(findings);
        _onlyOurs += ours.Keys.Except(theirs.Keys).Count();
        _onlyTheirs += theirs.Keys.Except(ours.Keys).Count();
        foreach (var group in ours.Keys.Intersect(theirs.Keys))
        {
            _both++;
            var (sides, zones) = theirs[group];
            var (ourSides, ourZones) = ours[group];
            if (Joined(sides) is { Count: 1 } side) _side = (_side.Right + (Joined(ourSides).SetEquals(side) ? 1 : 0), _side.All + 1);
            if (zones.Count == 0 || !_zoned.Contains(group)) continue;
            var allowed = zones.Contains("lower") ? zones.Append("middle").ToHashSet() : zones;
            _zone = (_zone.Right + (ourZones.Overlaps(zones) && ourZones.IsSubsetOf(allowed) ? 1 : 0), _zone.All + 1);
        }
    }

    private static HashSet<string> Joined(HashSet<string> sides) => sides.Contains("left") && sides.Contains("right") ? ["bilateral"] : sides;

    private static Dictionary<string, (HashSet<string> Sides, HashSet<string> Zones)> Ours(IEnumerable<ReportFinding> findings)
    {
        var groups = new Dictionary<string, (HashSet<string> Sides, HashSet<string> Zones)>();
        foreach (var finding in findings.Where(finding => finding.Assertion != FindingAssertion.Absent))
        {
            if (Group(finding.Finding) is not { } group) continue;
            if (!groups.TryGetValue(group, out var found)) groups[group] = found = ([], []);
            if (finding.Side != FindingSide.None) found.Sides.Add(finding.Side.ToString().ToLowerInvariant());
            found.Zones.UnionWith(finding.Zones.Select(zone => zone.ToString().ToLowerInvariant()));
        }

        return groups;
    }

    private static string? Group(string finding) => finding switch
    {
        "airspace-opacity" or "opacity" or "consolidation" or "infiltrate" or "pneumonia" or "ground-glass-opacity" or "airspace-disease" => "opacity",
        "pleural-effusion" => "effusion",
        "nodule" or "mass" => "nodule",
        "pulmonary-edema" or "edema" or "vascular-congestion" => "edema",
        "hiatal-hernia" => "hernia",
        "atelectasis" or "pneumothorax" or "granuloma" or "cardiomegaly" or "scarring" or "emphysema" or "fracture" => finding,
        _ => null,
    };

    private static Dictionary<string, (HashSet<string> Sides, HashSet<string> Zones)> Theirs(IEnumerable<string> labels)
    {
        var groups = new Dictionary<string, (HashSet<string> Sides, HashSet<string> Zones)>();
        foreach (var parts in labels.Select(label => label.ToLowerInvariant().Split('/', StringSplitOptions.TrimEntries)))
        {
            if (Group(parts) is not { } group) continue;
            if (!groups.TryGetValue(group, out var found)) groups[group] = found = ([], []);
            foreach (var part in parts.Skip(1))
            {
                if (part is "left" or "right" or "bilateral") found.Sides.Add(part);
                if (part is "base" or "lower lobe") found.Zones.Add("lower");
                if (part is "apex" or "upper lobe") found.Zones.Add("upper");
                if (part is "middle lobe" or "lingula") found.Zones.Add("middle");
            }
        }

        return groups;
    }

    private static string? Group(string[] parts) => parts[0] switch
    {
        "opacity" => parts.Contains("lung") ? "opacity" : null,
        "infiltrate" or "consolidation" or "airspace disease" or "pneumonia" => "opacity",
        "pulmonary atelectasis" => "atelectasis",
        "pleural effusion" => "effusion",
        "pneumothorax" or "hydropneumothorax" => "pneumothorax",
        "nodule" or "mass" => parts.Contains("lung") || parts.Length == 1 ? "nodule" : null,
        "granuloma" or "calcified granuloma" or "granulomatous disease" => "granuloma",
        "cardiomegaly" => "cardiomegaly",
        "cardiac shadow" => parts.Contains("enlarged") ? "cardiomegaly" : null,
        "pulmonary edema" or "pulmonary congestion" => "edema",
        "cicatrix" => parts.Contains("lung") ? "scarring" : null,
        "hernia, hiatal" => "hernia",
        "emphysema" or "pulmonary emphysema" or "pulmonary disease, chronic obstructive" => "emphysema",
        var heading => heading.StartsWith("fractures", StringComparison.Ordinal) ? "fracture" : null,
    };
}
