using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CausalClipSeg.Benchmarks.Faults;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Benchmarks.Sustained;

/// <summary><c>benchmark soak</c>: two workers under a steady load for a long time: their memory, and what piles up.</summary>
internal static class SoakBenchmark
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>How long the last cases may take; what is left then has piled up.</summary>
    private static readonly TimeSpan ToSettle = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "One minute in place of thirty." };
        var minutes = new Option<double?>("--minutes") { Description = "How long." };
        var rate = new Option<double>("--rate") { Description = "Cases a second.", DefaultValueFactory = _ => 4 };
        var real = new Option<bool>("--real") { Description = "The shipped model in place of the stub." };
        var json = CommonOptions.Json();
        var command = new Command("soak", "A steady load for half an hour: memory and backlog.") { quick, minutes, rate, real, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var during = TimeSpan.FromMinutes(parsed.GetValue(minutes) ?? (parsed.GetValue(quick) ? 1 : 30));
            await using var rig = await Rig.StartAsync(ArchiveKind.StoreScp);
            await using var world = await rig.WorldAsync(parsed.GetValue(real));
            await using var first = await WorkerProcess.StartAsync(world, "intake,worker");
            await using var second = await WorkerProcess.StartAsync(world, "intake,worker");
            var hospital = new Hospital();
            hospital.Knows(first, second);
            var stream = new CaseStream(hospital, new CasePicture(512), 1);
            var sending = stream.PaceAsync(parsed.GetValue(rate), during, cancellation);
            var samples = new List<(double Minutes, long Bytes)>();
            var watch = Stopwatch.StartNew();
            while (!sending.IsCompleted)
            {
                await Task.WhenAny(sending, Task.Delay(Look, cancellation));
                samples.Add((watch.Elapsed.TotalMinutes, first.Memory() + second.Memory()));
                var (delivered, outbox) = await StandAsync(world, cancellation);
                Output.Say(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalMinutes,6:0.0} min  {samples[^1].Bytes / 1048576.0,7:0} MB  sent {stream.Leaving.Count,7}  delivered {delivered,7}  outbox {outbox,5}"));
            }
            await sending;
            var backlog = await BacklogAsync(world, stream.Leaving.Count, cancellation);
            Output.WriteJson(new
            {
                minutes = Math.Round(during.TotalMinutes, 1), cases = stream.Leaving.Count, rssGrowthPercent = Growth(samples), backlog,
                rssMegabytes = Math.Round(samples[^1].Bytes / 1048576.0), casesPerSecond = parsed.GetValue(rate),
            });
            await Task.WhenAll(first.StopAsync(), second.StopAsync());
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The last fifth against the second one: in the first the process warms up.</summary>
    private static double Growth(List<(double Minutes, long Bytes)> samples)
    {
        var fifth = Math.Max(1, samples.Count / 5);
        var (early, late) = (samples.Skip(fifth).Take(fifth).Average(s => (double)s.Bytes), samples.TakeLast(fifth).Average(s => (double)s.Bytes));
        return Math.Round((late / early - 1) * 100, 1);
    }

    /// <summary>Cases that are not delivered and messages that have not left, once there are none or the patience is over.</summary>
    private static async Task<int> BacklogAsync(FaultWorld world, int sent, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            await Task.Delay(Look, cancellation);
            var (delivered, outbox) = await StandAsync(world, cancellation);
            if (sent - delivered + outbox is var left && (left == 0 || watch.Elapsed > ToSettle))
                return left;
        }
    }

    private static Task<(int Delivered, int Outbox)> StandAsync(FaultWorld world, CancellationToken cancellation) => world.Store.ReadAsync(async db => (
        await db.Cases.CountAsync(c => c.State == CaseState.Delivered, cancellation), await db.OutboxMessages.CountAsync(m => m.DispatchedAt == null, cancellation)), cancellation);
}
