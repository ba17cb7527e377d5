using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Reports.Tests.Understanding;

/// <summary>One group of findings: how often both, only we, or only the coders name it.</summary>
internal sealed class GroupScore(string name)
{
    public string Name => name;

    public int Both { get; set; }

    public int OnlyOurs { get; set; }

    public int OnlyTheirs { get; set; }

    public int Labelled => Both + OnlyTheirs;

    public double Precision => Both == 0 ? 0 : (double)Both / (Both + OnlyOurs);

    public double Recall => Both == 0 ? 0 : (double)Both / Labelled;

    public double F1 => Both == 0 ? 0 : 2.0 * Both / (2.0 * Both + OnlyOurs + OnlyTheirs);
}

/// <summary>Counts agreement with the coders' labels: findings of a report as a whole, then side and zones among those both have.</summary>
internal sealed class OpenIScore
{
    private static readonly HashSet<string> _zoned = ["opacity", "atelectasis", "nodule", "granuloma", "scarring"];
    private readonly SortedDictionary<string, GroupScore> _groups = new(StringComparer.Ordinal);
    private (int Right, int All) _side;
    private (int Right, int All) _zone;

    public double Precision => (double)Both / (Both + _groups.Values.Sum(group => group.OnlyOurs));

    public double Recall => (double)Both / (Both + _groups.Values.Sum(group => group.OnlyTheirs));

    public double F1 => 2 * Precision * Recall / (Precision + Recall);

    public double Side => (double)_side.Right / _side.All;

    public double Zone => (double)_zone.Right / _zone.All;

    public IReadOnlyCollection<GroupScore> PerGroup => _groups.Values;

    /// <summary>Which report, which finding, and who alone says it.</summary>
    public List<(string Id, string Group, string Who)> Disagreements { get; } = [];

    private int Both => _groups.Values.Sum(group => group.Both);

    public override string ToString() => $"F1 {F1:0.0000}, side {Side:0.0000} of {_side.All}, zone {Zone:0.0000} of {_zone.All}";

    public void Add(IEnumerable<string> labels, IEnumerable<ReportFinding> findings, string id = "")
    {
        var theirs = Theirs(labels);
        var ours = Ours(findings);
        foreach (var group in ours.Keys.Union(theirs.Keys))
        {
            if (!_groups.TryGetValue(group, out var score)) _groups[group] = score = new(group);
            if (!theirs.TryGetValue(group, out var labelled))
            {
                score.OnlyOurs++;
                Disagreements.Add((id, group, "extraction"));
            }
            else if (!ours.TryGetValue(group, out var read))
            {
                score.OnlyTheirs++;
                Disagreements.Add((id, group, "coders"));
            }
            else
            {
                score.Both++;
                Compare(group, labelled, read, id);
            }
        }
    }

    private void Compare(string group, (HashSet<string> Sides, HashSet<string> Zones) labelled, (HashSet<string> Sides, HashSet<string> Zones) read, string id)
    {
        if (Joined(labelled.Sides) is { Count: 1 } side) _side = Count(_side, Joined(read.Sides).SetEquals(side), "side");
        if (labelled.Zones.Count == 0 || !_zoned.Contains(group)) return;
        var allowed = labelled.Zones.Contains("lower") ? labelled.Zones.Append("middle").ToHashSet() : labelled.Zones;
        _zone = Count(_zone, read.Zones.Overlaps(labelled.Zones) && read.Zones.IsSubsetOf(allowed), "zones");

        (int Right, int All) Count((int Right, int All) sum, bool isRight, string what)
        {
            if (!isRight) Disagreements.Add((id, group, what));
            return (sum.Right + (isRight ? 1 : 0), sum.All + 1);
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
