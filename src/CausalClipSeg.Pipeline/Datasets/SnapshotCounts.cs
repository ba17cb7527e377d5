using System.Text.Json;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>What a snapshot holds, counted; written beside its manifest and into its record.</summary>
internal static class SnapshotCounts
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Of(
        IReadOnlyList<(ManifestLine Line, DateTimeOffset CreatedAt)> lines, IReadOnlyDictionary<string, int> leftOut, IReadOnlyList<DuplicatePair> duplicates, DateTimeOffset now) =>
        JsonSerializer.Serialize(new
        {
            Split = Count(lines, item => item.Line.Split.ToString().ToLowerInvariant()),
            Patients = lines.Select(item => item.Line.Patient).Distinct().Count(),
            Verdict = Count(lines, item => item.Line.Verdict.ToString()),
            Finding = Count(lines, item => item.Line.Finding),
            Side = Count(lines, item => item.Line.Side),
            Device = Count(lines, item => item.Line.Device),
            Sex = Count(lines, item => item.Line.Sex),
            PatientAge = Count(lines, item => item.Line.Age),
            Age = Count(lines, item => Age(now - item.CreatedAt)),
            LeftOut = leftOut,
            RemovedDuplicates = duplicates.Count,
        }, Format);

    private static SortedDictionary<string, int> Count(
        IReadOnlyList<(ManifestLine Line, DateTimeOffset CreatedAt)> lines, Func<(ManifestLine Line, DateTimeOffset CreatedAt), string> by) =>
        new(lines.GroupBy(by).ToDictionary(group => group.Key, group => group.Count()));

    private static string Age(TimeSpan age) => age.TotalDays switch
    {
        < 30 => "below 30 days",
        < 180 => "30 to 179 days",
        < 365 => "180 to 364 days",
        _ => "a year and more",
    };
}
