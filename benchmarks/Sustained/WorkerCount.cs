using System.Diagnostics;
using CausalClipSeg.Benchmarks.Faults;
using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Benchmarks.Sustained;

/// <summary>What so many workers did.</summary>
/// <param name="CasesPerSecond">Cases whose SEG the archive took in the measured time, with always enough on their way.</param>
/// <param name="HalfLoad">The pace at which the times were taken, in cases a second.</param>
/// <param name="P50Ms">From the later of image and report leaving its sender to the archive's answer for the SEG.</param>
/// <param name="ProcessorMsPerCase">By what used it, at full load.</param>
internal sealed record WorkerCountResult(
    int Workers, double CasesPerSecond, double HalfLoad, double P50Ms, double P95Ms, IReadOnlyDictionary<string, double> ProcessorMsPerCase, string MachineLoad)
{
    public double ProcessorMs => ProcessorMsPerCase.Values.Sum();
}

/// <summary>Measures one world with some workers: first as much as it takes, then the times at half of that.</summary>
/// <param name="measured">How long at full load, and how long at half of it.</param>
/// <param name="warmUp">Cases of each worker before that: some two hundred until the runtime has compiled what matters for good.</param>
internal sealed class WorkerCount(Rig rig, FaultWorld world, CasePicture picture, TimeSpan measured, int warmUp)
{
    private const int Lanes = 8;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <param name="atRest">Runs between the two loads, with the workers up.</param>
    public async Task<WorkerCountResult> RunAsync(int workers, Func<WorkerProcess, Task>? atRest, CancellationToken cancellation)
    {
        var running = new List<WorkerProcess>();
        try
        {
            for (var i = 0; i < workers; i++)
                running.Add(await WorkerProcess.StartAsync(world, i == 0 ? "intake,worker,status" : "intake,worker"));
            var hospital = new Hospital();
            hospital.Knows(running);
            var (rate, used) = await FloodAsync(hospital, running, workers * 40, cancellation);
            if (atRest is not null)
                await atRest(running[0]);
            var times = await TimesAsync(hospital, rate / 2, cancellation);
            return new WorkerCountResult(workers, Math.Round(rate, 1), Math.Round(rate / 2, 1), At(times, 0.5), At(times, 0.95), used, Benchmarks.MachineLoad.Average());
        }
        finally
        {
            foreach (var worker in running)
            {
                await worker.StopAsync();
                await worker.DisposeAsync();
            }
        }
    }

    /// <summary>The times of good cases at a pace without and with messages among them that no consumer can handle, each in turn.</summary>
    public async Task<PoisonResult> AmongPoisonAsync(double casesPerSecond, double poisonPerSecond, int turns, CancellationToken cancellation)
    {
        await using var worker = await WorkerProcess.StartAsync(world, "intake,worker");
        var hospital = new Hospital();
        hospital.Knows(worker);
        List<double> clean = [], among = [];
        var sent = 0;
        await TimesAsync(hospital, casesPerSecond, cancellation);
        for (var turn = 0; turn < turns; turn++)
        {
            clean.AddRange(await TimesAsync(hospital, casesPerSecond, cancellation));
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var poison = Poison.SendAsync(world.Broker, poisonPerSecond, over.Token);
            among.AddRange(await TimesAsync(hospital, casesPerSecond, cancellation));
            await over.CancelAsync();
            sent += await poison;
        }
        clean.Sort();
        among.Sort();
        await worker.StopAsync();
        return new PoisonResult(sent, clean.Count + among.Count, At(clean, 0.5), At(among, 0.5), At(clean, 0.95), At(among, 0.95), Math.Round(At(clean, 0.5) / At(among, 0.5), 3));
    }

    private async Task<(double Rate, IReadOnlyDictionary<string, double> Used)> FloodAsync(Hospital hospital, List<WorkerProcess> running, int onTheirWay, CancellationToken cancellation)
    {
        var stream = new CaseStream(hospital, picture, 1);
        var began = TimeProvider.System.GetUtcNow();
        var arrived = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sending = stream.FloodAsync(Lanes, onTheirWay, () => Volatile.Read(ref arrived), stop.Token);
        async Task<int> LookAsync()
        {
            await Task.Delay(Look, cancellation);
            Volatile.Write(ref arrived, await DeliveredAsync(began));
            return arrived;
        }
        while (await LookAsync() < warmUp * running.Count)
            if (sending.IsFaulted)
                await sending;
        var (first, before, watch) = (arrived, rig.ProcessorTimes(running), Stopwatch.StartNew());
        while (watch.Elapsed < measured)
            await LookAsync();
        var (last, after, took) = (arrived, rig.ProcessorTimes(running), watch.Elapsed);
        await stop.CancelAsync();
        await sending;
        while (arrived < stream.Leaving.Count && watch.Elapsed < measured + TimeSpan.FromMinutes(2))
            await LookAsync();
        return ((last - first) / took.TotalSeconds, after.ToDictionary(pair => pair.Key, pair => Math.Round((pair.Value - before[pair.Key]).TotalMilliseconds / (last - first), 1)));
    }

    private async Task<List<double>> TimesAsync(Hospital hospital, double pace, CancellationToken cancellation)
    {
        var stream = new CaseStream(hospital, picture, 2);
        var began = TimeProvider.System.GetUtcNow();
        await stream.PaceAsync(pace, measured, cancellation);
        var watch = Stopwatch.StartNew();
        while (await DeliveredAsync(began) < stream.Leaving.Count && watch.Elapsed < TimeSpan.FromMinutes(1))
            await Task.Delay(Look, cancellation);
        var delivered = await world.Store.ReadAsync(
            db => db.Cases.Where(c => c.State == CaseState.Delivered && c.UpdatedAt >= began).Select(c => new { c.SopInstanceUid, c.DeliveredAt }).ToListAsync(cancellation), cancellation);
        var times = delivered.Where(c => stream.Leaving.ContainsKey(c.SopInstanceUid)).Select(c => (c.DeliveredAt!.Value - stream.Leaving[c.SopInstanceUid]).TotalMilliseconds);
        // What did not arrive at all is slower than anything.
        return [.. times.Concat(Enumerable.Repeat(double.PositiveInfinity, stream.Leaving.Count - delivered.Count)).Order()];
    }

    private Task<int> DeliveredAsync(DateTimeOffset since) =>
        world.Store.ReadAsync(db => db.Cases.CountAsync(c => c.State == CaseState.Delivered && c.UpdatedAt >= since), CancellationToken.None);

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? double.NaN : Math.Round(sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))], 0);
}

/// <summary>What messages that no consumer can handle cost the good cases among them.</summary>
/// <param name="Ratio">Of the medians, without to with: 1 means that poison costs nothing, less that it slows the good ones down.</param>
internal sealed record PoisonResult(int PoisonMessages, int Cases, double CleanP50Ms, double P50Ms, double CleanP95Ms, double P95Ms, double Ratio);
