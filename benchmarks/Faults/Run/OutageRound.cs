using System.Diagnostics;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>Two workers under a steady load while things around them fail; afterwards everything that was accepted must be where it belongs.</summary>
internal static class OutageRound
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    /// <param name="casesPerSecond">How many cases set out each second, before, during and after.</param>
    public static async Task<RoundResult> RunAsync(FaultWorld world, double casesPerSecond, params IReadOnlyList<Outage> outages)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await using var first = await WorkerProcess.StartAsync(world, "intake,worker");
        await using var second = await WorkerProcess.StartAsync(world, "intake,worker");
        var hospital = new Hospital();
        hospital.Knows(first, second);
        var cases = new List<FaultCase>();
        var sending = new List<Task>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var load = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                var next = FaultCase.New();
                cases.Add(next);
                sending.Add(hospital.SendAsync(next, limit.Token));
                await Task.Delay(TimeSpan.FromSeconds(1 / casesPerSecond), CancellationToken.None);
            }
        }, CancellationToken.None);
        foreach (var outage in outages)
        {
            await Task.Delay(Between, limit.Token);
            await outage.HappenAsync();
        }
        var watch = Stopwatch.StartNew();
        await Task.Delay(Between, limit.Token);
        await over.CancelAsync();
        await load;
        await Task.WhenAll(sending);
        var (audit, _) = await Audit.TakeAsync(world, cases, TimeSpan.FromMinutes(5));
        var recovery = watch.Elapsed;
        var log = audit.IsClean ? "" : $"{first.LogTail()}\n---\n{second.LogTail()}\n---\n{await world.DescribeAsync()}";
        await Task.WhenAll(first.StopAsync(), second.StopAsync());
        return new RoundResult(0, audit, recovery, log);
    }
}
