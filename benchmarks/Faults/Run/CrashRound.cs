namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>What a round of kills left.</summary>
internal sealed record RoundResult(int Kills, Audit Audit, TimeSpan Recovery, string Log);

/// <summary>Several workers die at one point with cases in flight; one worker then finishes everything.</summary>
internal static class CrashRound
{
    private static readonly TimeSpan ToDie = TimeSpan.FromSeconds(90), ToFinish = TimeSpan.FromSeconds(120);

    public static async Task<RoundResult> RunAsync(FaultWorld world, string point, int victims, Random random)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var armed = await Task.WhenAll(Enumerable.Range(0, victims).Select(_ => WorkerProcess.StartAsync(world, "intake,worker", $"{point}:{1 + random.Next(2)}")));
        var hospital = new Hospital();
        hospital.Knows(armed);
        var cases = Enumerable.Range(0, victims * 3).Select(_ => FaultCase.New()).ToList();
        var sending = hospital.SendAsync(cases, limit.Token);
        var kills = await DeadAsync(armed, limit.Token);
        foreach (var victim in armed)
            hospital.Forgets(victim);

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await using var healer = await WorkerProcess.StartAsync(world, "intake,worker");
        hospital.Knows(healer);
        await sending;
        var (audit, _) = await Audit.TakeAsync(world, cases, ToFinish);
        var recovery = watch.Elapsed;
        var log = audit.IsClean ? "" : $"{healer.LogTail()}\n---\n{await world.DescribeAsync()}";
        await healer.StopAsync();
        foreach (var victim in armed)
            await victim.DisposeAsync();
        return new RoundResult(kills, audit, recovery, log);
    }

    /// <summary>Those that have not come by the point in time (others did their work) are killed where they stand, which is no kill at the point.</summary>
    public static async Task<int> DeadAsync(WorkerProcess[] armed, CancellationToken cancellation)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (watch.Elapsed < ToDie)
        {
            var alive = 0;
            foreach (var victim in armed)
                alive += await victim.IsAliveAsync() ? 1 : 0;
            if (alive == 0)
                return armed.Length;
            await Task.Delay(100, cancellation);
        }
        var kills = 0;
        foreach (var victim in armed)
        {
            kills += await victim.IsAliveAsync() ? 0 : 1;
            await victim.KillAsync();
        }
        return kills;
    }
}
