namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>What a round of kills left.</summary>
internal sealed record RoundResult(int Kills, Audit Audit, TimeSpan Recovery, string Log);

/// <summary>Several workers die at one point with cases in flight, others at the next point with what those left, and so on; one worker then finishes everything.</summary>
internal static class CrashRound
{
    private static readonly TimeSpan ToDie = TimeSpan.FromMinutes(2), ToFinish = TimeSpan.FromMinutes(5);

    /// <param name="points">One after the other. A message may be in the hands of every worker that dies, and is given up after Broker:DeliveryLimit deliveries: points times victims stay below that.</param>
    /// <param name="victims">At each point.</param>
    /// <returns>Kills are those of all points.</returns>
    public static async Task<RoundResult> RunAsync(FaultWorld world, IReadOnlyList<string> points, int victims, Random random)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3 + (2 * points.Count)));
        var (hospital, cases, sending, kills, alive) = (new Hospital(), new List<FaultCase>(), new List<Task>(), 0, "");
        foreach (var point in points)
        {
            var armed = await Task.WhenAll(Enumerable.Range(0, victims).Select(_ => WorkerProcess.StartAsync(world, "intake,worker", $"{point}:{1 + random.Next(2)}")));
            hospital.Knows(armed);
            var fresh = Enumerable.Range(0, victims * 3).Select(_ => FaultCase.New()).ToList();
            cases.AddRange(fresh);
            sending.Add(hospital.SendAsync(fresh, limit.Token));
            var (dead, described) = await DeadAsync(world, armed, ToDie, limit.Token);
            (kills, alive) = (kills + dead, alive + described);
            foreach (var victim in armed)
            {
                hospital.Forgets(victim);
                await victim.DisposeAsync();
            }
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await using var healer = await WorkerProcess.StartAsync(world, "intake,worker");
        hospital.Knows(healer);
        await Task.WhenAll(sending);
        var (audit, _) = await Audit.TakeAsync(world, cases, ToFinish);
        var recovery = watch.Elapsed;
        var log = alive + (audit.IsClean ? "" : $"{healer.LogTail()}\n---\n{await world.DescribeAsync()}");
        await healer.StopAsync();
        return new RoundResult(kills, audit, recovery, log);
    }

    /// <summary>Those that have not come by the point in time (others did their work) are killed where they stand, which is no kill at the point.</summary>
    /// <returns>How many died at the point, and how the world stood while others were still alive.</returns>
    public static async Task<(int Kills, string Alive)> DeadAsync(FaultWorld world, WorkerProcess[] armed, TimeSpan within, CancellationToken cancellation)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (watch.Elapsed < within)
        {
            if ((await AliveAsync(armed)).Count == 0)
                return (armed.Length, "");
            await Task.Delay(100, cancellation);
        }
        var alive = await AliveAsync(armed);
        if (alive.Count == 0)
            return (armed.Length, "");
        var described = $"{string.Join("\n---\n", alive.Select(victim => victim.LogTail()))}\n---\n{await world.DescribeAsync()}\n---\n";
        foreach (var victim in alive)
            await victim.KillAsync();
        return (armed.Length - alive.Count, described);
    }

    private static async Task<List<WorkerProcess>> AliveAsync(WorkerProcess[] armed)
    {
        var alive = new List<WorkerProcess>();
        foreach (var victim in armed)
            if (await victim.IsAliveAsync())
                alive.Add(victim);
        return alive;
    }
}
