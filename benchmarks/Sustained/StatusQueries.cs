using System.Diagnostics;
using CausalClipSeg.Benchmarks.Faults;

namespace CausalClipSeg.Benchmarks.Sustained;

/// <summary>How long the status pages and the operators' queries take, over HTTP as a browser asks.</summary>
internal static class StatusQueries
{
    private const int Times = 15;

    private static readonly string[] Paths =
    [
        "", "?state=Parked", "?state=Delivered", "api/summary", "api/cases?limit=50", "api/cases?state=parked&limit=50", "api/cases?state=delivered&limit=50", "api/waiting", "api/dead-letters",
    ];

    /// <returns>Median milliseconds of each, the first call left out.</returns>
    public static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(WorkerProcess worker, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{worker.StatusPort}/"), Timeout = TimeSpan.FromMinutes(2) };
        var medians = new Dictionary<string, double>();
        foreach (var path in Paths)
        {
            var times = new List<double>();
            for (var i = 0; i <= Times; i++)
            {
                var watch = Stopwatch.StartNew();
                using var answer = await http.GetAsync(path, cancellation);
                await answer.Content.ReadAsByteArrayAsync(cancellation);
                answer.EnsureSuccessStatusCode();
                if (i > 0)
                    times.Add(watch.Elapsed.TotalMilliseconds);
            }
            times.Sort();
            medians[$"/{path}"] = Math.Round(times[times.Count / 2], 1);
        }
        return medians;
    }
}
