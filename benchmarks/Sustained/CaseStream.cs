using System.Collections.Concurrent;
using CausalClipSeg.Benchmarks.Faults;

namespace CausalClipSeg.Benchmarks.Sustained;

/// <summary>The modality and the RIS at a pace: of every second case the report comes first. Knows when the later half of each case was about to leave.</summary>
internal sealed class CaseStream(Hospital hospital, CasePicture picture, int seed)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _leaving = new();
    private readonly Random _random = new(seed);
    private int _sent;

    /// <summary>By SOP Instance UID of the image.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Leaving => _leaving;

    /// <summary>Sends as fast as it is taken, as long as no more than so many are on their way.</summary>
    public Task FloodAsync(int lanes, int mostOnTheirWay, Func<int> arrived, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, lanes).Select(async _ =>
    {
        while (!stop.IsCancellationRequested)
            if (_leaving.Count - arrived() < mostOnTheirWay)
                await SendAsync();
            else
                await Task.Delay(5, CancellationToken.None);
    }));

    /// <summary>Cases come by chance (a Poisson process), so many a second on average, whether or not the earlier ones are through.</summary>
    public async Task PaceAsync(double casesPerSecond, TimeSpan during, CancellationToken cancellation)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var running = new List<Task>();
        for (var due = TimeSpan.Zero; due < during; due += TimeSpan.FromSeconds(-Math.Log(1 - _random.NextDouble()) / casesPerSecond))
        {
            if (due - watch.Elapsed is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellation);
            running.Add(Task.Run(SendAsync, cancellation));
        }
        await Task.WhenAll(running);
    }

    private async Task SendAsync()
    {
        var sent = picture.NewCase();
        Func<Task> image = () => hospital.SendImageAsync(sent, CancellationToken.None), report = () => hospital.SendReportAsync(sent.Report(), CancellationToken.None);
        var (first, second) = Interlocked.Increment(ref _sent) % 2 == 0 ? (image, report) : (report, image);
        await first();
        _leaving[sent.Study.SopInstanceUid] = TimeProvider.System.GetUtcNow();
        await second();
    }
}
