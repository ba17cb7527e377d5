using System.Globalization;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.DicomIngest;

/// <summary>The rates of one object size: instances a second of each receiver, round by round.</summary>
internal sealed record SizeResult(double Megabytes, IReadOnlyDictionary<string, List<double>> Rates)
{
    public double Median(string peer) => Rates.TryGetValue(peer, out var rates) && rates.Count > 0 ? rates.Order().ElementAt(rates.Count / 2) : double.NaN;

    /// <summary>The median of the ratios within each round: what the machine did meanwhile happened to both.</summary>
    public double Ratio(string peer) => Rates.TryGetValue(peer, out var others) && Rates.TryGetValue("ours", out var ours)
        ? ours.Zip(others, (a, b) => a / b).Order().ElementAt(others.Count / 2)
        : double.NaN;
}

/// <summary>One table for people, one JSON object for programs.</summary>
internal static class IngestReport
{
    private static readonly string[] Peers = ["ours", "Orthanc", "storescp"];

    public static void Print(IReadOnlyList<SizeResult> results, double rssAboveIdleMb)
    {
        Output.Say($"{"MB",6} {"ours/s",9} {"Orthanc/s",10} {"storescp/s",11} {"x Orthanc",10} {"x storescp",11}");
        foreach (var size in results)
            Output.Say(string.Create(CultureInfo.InvariantCulture,
                $"{size.Megabytes,6:0.0} {size.Median("ours"),9:0.0} {size.Median("Orthanc"),10:0.0} {size.Median("storescp"),11:0.0} {size.Ratio("Orthanc"),10:0.00} {size.Ratio("storescp"),11:0.00}"));
        Output.Say(string.Create(CultureInfo.InvariantCulture, $"Memory above idle with 32 associations of 20 MB objects: {rssAboveIdleMb:0} MB"));
        Output.WriteJson(new
        {
            ratioToOrthanc = Finite(GeometricMean(results.Select(r => r.Ratio("Orthanc")))),
            ratioToStorescp = Finite(GeometricMean(results.Select(r => r.Ratio("storescp")))),
            instancesPerSecond = results.ToDictionary(r => Name(r.Megabytes), r => Finite(r.Median("ours"))),
            rssAboveIdleMb,
            bySize = results.Select(r => new { r.Megabytes, ratioToOrthanc = Finite(r.Ratio("Orthanc")), ratioToStorescp = Finite(r.Ratio("storescp")), peers = Peers.ToDictionary(p => p, p => Finite(r.Median(p))) }),
        });
    }

    private static double GeometricMean(IEnumerable<double> values) => Math.Exp(values.Average(Math.Log));

    /// <summary>JSON has no word for a receiver that was left out.</summary>
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Name(double megabytes) => string.Create(CultureInfo.InvariantCulture, $"{megabytes}MB");
}
