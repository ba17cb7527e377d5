using System.Diagnostics;
using System.Text;
using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;
using RabbitMQ.Client;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>Several trainers die in the middle of one training run, one after the other, with cases in flight; another one finishes it.</summary>
internal static class TrainingRound
{
    private const int Labels = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Each takes the run over when the lease of the one before it has ended.</summary>
    private static readonly TimeSpan ToDie = TimeSpan.FromMinutes(5);

    /// <summary>For the rest of the training: 21 s on two idle cores, several times that beside other work.</summary>
    private static readonly TimeSpan LearningLimit = TimeSpan.FromMinutes(8);

    /// <returns>A run that has no candidate counts as lost, another run or candidate as doubled, a run that has not ended as stuck; its recovery is the time to the candidate.</returns>
    public static async Task<RoundResult> RunAsync(FaultWorld world, int victims)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(20));
        await using var worker = await WorkerProcess.StartAsync(world, "intake,worker");
        var hospital = new Hospital();
        hospital.Knows(worker);
        await LabelAsync(world, hospital, limit.Token);
        var before = await Learnt.ReadAsync(world);

        var armed = await Task.WhenAll(Enumerable.Range(0, victims).Select(_ => WorkerProcess.StartAsync(world, "trainer", CrashPoints.DuringTraining)));
        var cases = Enumerable.Range(0, victims * 3).Select(_ => FaultCase.New()).ToList();
        var sending = hospital.SendAsync(cases, limit.Token);
        await PublishAsync(world, "retrain-requested", """{ "trigger": "operator" }""");
        var (kills, alive) = await CrashRound.DeadAsync(world, armed, ToDie, limit.Token);

        var watch = Stopwatch.StartNew();
        await using var healer = await WorkerProcess.StartAsync(world, "trainer");
        await sending;
        var (audit, _) = await Audit.TakeAsync(world, cases, Limit);
        var after = await Learnt.ReadAsync(world);
        while (after.Open > 0 && watch.Elapsed < LearningLimit)
        {
            await Task.Delay(100, limit.Token);
            after = await Learnt.ReadAsync(world);
        }
        var recovery = watch.Elapsed;
        var (runs, candidates) = (after.Ended - before.Ended, after.Candidates - before.Candidates);
        audit = new Audit(audit.Lost + (candidates < 1 ? 1 : 0), audit.Duplicates + Math.Max(0, runs - 1) + Math.Max(0, candidates - 1), audit.Stuck + after.Open);
        var log = alive + (audit.IsClean && alive.Length == 0 ? "" : $"{healer.LogTail()}\n---\n{worker.LogTail()}\n---\n{await world.DescribeAsync()}");
        await Task.WhenAll(healer.StopAsync(), worker.StopAsync());
        foreach (var victim in armed)
            await victim.DisposeAsync();
        return new RoundResult(kills, audit, recovery, log);
    }

    /// <summary>
    /// Readers have accepted some results, once for each world. Each shows a picture of its own: of one picture under several patients the snapshot keeps that of the side which is judged on, and nothing
    /// might be left to train on.
    /// </summary>
    private static async Task LabelAsync(FaultWorld world, Hospital hospital, CancellationToken cancellation)
    {
        if (await CountAsync() > 0)
            return;
        var cases = Enumerable.Range(1, Labels).Select(seed => new CasePicture(256, seed).NewCase()).ToList();
        await hospital.SendAsync(cases, cancellation);
        var images = cases.Select(c => c.Study.SopInstanceUid).ToList();
        var delivered = await Eventually.Get("results to accept", async () =>
            await world.Store.ReadAsync(db => db.Cases.Where(c => images.Contains(c.SopInstanceUid) && c.State == CaseState.Delivered).ToListAsync(cancellation), cancellation) is { Count: Labels } all ? all : null, Limit);
        foreach (var result in delivered)
            await PublishAsync(world, "label-submitted", $$"""{ "resultSegSopInstanceUid": "{{result.SegSopInstanceUid}}", "verdict": "accepted", "reader": "the reader" }""");
        await Eventually.True("the labels", async () => await CountAsync() == Labels, Limit);

        Task<int> CountAsync() => world.Store.ReadAsync(db => db.Labels.CountAsync(cancellation), cancellation);
    }

    private static async Task PublishAsync(FaultWorld world, string queue, string json)
    {
        await using var connection = await new ConnectionFactory { Uri = world.Broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        // With an id of its own: the same words without one are the same request.
        var properties = new BasicProperties { Persistent = true, ContentType = "application/json", MessageId = $"{Guid.NewGuid()}" };
        await channel.BasicPublishAsync("", $"causalclipseg.{queue}", mandatory: true, properties, Encoding.UTF8.GetBytes(json));
    }

    /// <summary>What the learning line has on record.</summary>
    private sealed record Learnt(int Open, int Ended, int Candidates)
    {
        public static Task<Learnt> ReadAsync(FaultWorld world) => world.Store.ReadAsync(async db => new Learnt(
            await db.TrainingRuns.CountAsync(r => r.State == TrainingState.Queued || r.State == TrainingState.Running),
            await db.TrainingRuns.CountAsync(r => r.State == TrainingState.Succeeded || r.State == TrainingState.Failed),
            await db.Models.CountAsync()), CancellationToken.None);
    }
}
