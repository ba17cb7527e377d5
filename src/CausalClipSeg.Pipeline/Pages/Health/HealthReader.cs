using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Takes the pulse from the records: every figure comes from the newest rows by an index, never from a walk over all of them.</summary>
internal sealed class HealthReader(PipelineStore store, Machine machine, DestinationBreakers breakers, TimeProvider clock)
{
    private const int SampleSize = 1000;
    private const int AttemptSample = 400;
    private const int LatestRefusals = 8;
    private const int DriftMeasures = 8;

    public async Task<HealthView> ReadAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var reading = await machine.ReadAsync(cancellation).ConfigureAwait(false);
        return await store.ReadAsync(async db =>
        {
            var cases = await NewestAsync(db, cancellation).ConfigureAwait(false);
            return new HealthView
            {
                At = now,
                FinishedByMinute = ByMinute(cases, now),
                Latencies = Latency.Of(cases),
                Sample = cases.Count,
                Queues = await QueuesAsync(db, now, cancellation).ConfigureAwait(false),
                Destinations = await DestinationsAsync(db, cancellation).ConfigureAwait(false),
                Drift = await DriftAsync(db, cancellation).ConfigureAwait(false),
                Refusals = await db.Refusals.OrderByDescending(r => r.At).Take(LatestRefusals).Select(r => new RefusalLine(r.At, r.Source, PatientFree.Sentence(r.Reason))).ToListAsync(cancellation).ConfigureAwait(false),
                Machine = reading,
            };
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>What the drift monitor read last: all its measures carry one time.</summary>
    private static async Task<IReadOnlyList<DriftReading>> DriftAsync(PipelineDbContext db, CancellationToken cancellation)
    {
        var latest = await db.DriftReadings.OrderByDescending(d => d.Id).Take(DriftMeasures).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. latest.Where(d => d.At == latest[0].At).OrderBy(d => d.Measure, StringComparer.Ordinal)];
    }

    private static Task<List<CaseTimes>> NewestAsync(PipelineDbContext db, CancellationToken cancellation) =>
        (from c in db.Cases.OrderByDescending(c => c.Id).Take(SampleSize)
         join image in db.SourceImages on c.SopInstanceUid equals image.SopInstanceUid
         join report in db.ReportVersions on c.ReportVersionId equals report.Id
         select new CaseTimes(image.ReceivedAt, report.ReceivedAt, c.CreatedAt, c.SegmentedAt, c.DeliveredAt, c.UpdatedAt, c.State)).ToListAsync(cancellation);

    private static int[] ByMinute(List<CaseTimes> cases, DateTimeOffset now)
    {
        var minutes = new int[60];
        foreach (var ended in cases.Where(c => c.IsOver))
            if ((now - ended.UpdatedAt).TotalMinutes is >= 0 and < 60 and var ago)
                minutes[59 - (int)ago]++;
        return minutes;
    }

    private static async Task<IReadOnlyList<QueueLine>> QueuesAsync(PipelineDbContext db, DateTimeOffset now, CancellationToken cancellation)
    {
        var outbox = db.OutboxMessages.Where(m => m.DispatchedAt == null);
        var oldest = await outbox.OrderBy(m => m.Sequence).Select(m => (DateTimeOffset?)m.CreatedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        var lines = new List<QueueLine>
        {
            new("Outbox", "messages that wait to be published", await outbox.CountAsync(cancellation).ConfigureAwait(false), now - oldest),
        };
        foreach (var (state, what) in new[]
        {
            (CaseState.Ready, "wait for the network"), (CaseState.Segmenting, "in the network"), (CaseState.Delivering, "on their way to the PACS"),
            (CaseState.Parked, "need somebody"), (CaseState.Failed, "need somebody"),
        })
        {
            var waiting = db.Cases.Where(c => c.State == state);
            var since = await waiting.OrderBy(c => c.UpdatedAt).Select(c => (DateTimeOffset?)c.UpdatedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
            lines.Add(new QueueLine($"Cases {Words.State(state)}", what, await waiting.CountAsync(cancellation).ConfigureAwait(false), now - since));
        }
        var reports = db.ReportVersions.Where(r => (r.MatchState == MatchState.Waiting || r.MatchState == MatchState.Parked) && r.SupersededById == null);
        lines.Add(new QueueLine("Reports", "wait for their radiograph", await reports.CountAsync(cancellation).ConfigureAwait(false),
            now - await reports.OrderBy(r => r.ReceivedAt).Select(r => (DateTimeOffset?)r.ReceivedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false)));
        var held = await Champion.HeldAsync(db, cancellation).ConfigureAwait(false);
        lines.Add(new QueueLine("Candidate models", "passed the gate and wait for somebody's word", held.Count, held.Count > 0 ? now - held[0].Since : null));
        return lines;
    }

    private async Task<IReadOnlyList<DestinationLine>> DestinationsAsync(PipelineDbContext db, CancellationToken cancellation)
    {
        var attempts = await db.DeliveryAttempts.OrderByDescending(a => a.Id).Take(AttemptSample)
            .Select(a => new { a.Destination, a.Succeeded, a.At, a.Message }).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. attempts.GroupBy(a => a.Destination).Select(group =>
        {
            var failures = group.TakeWhile(a => !a.Succeeded).Count();
            var open = breakers.States.FirstOrDefault(s => s.Destination == group.Key) is { IsOpen: true };
            var breaker = open ? "open" : failures > 0 ? "failing" : "closed";
            return new DestinationLine(group.Key, group.Count(), group.Count(a => a.Succeeded), failures, group.First().At, group.FirstOrDefault(a => !a.Succeeded)?.Message, breaker);
        })];
    }
}

/// <summary>When a case passed each stage.</summary>
internal sealed record CaseTimes(
    DateTimeOffset Image, DateTimeOffset Report, DateTimeOffset Matched, DateTimeOffset? Segmented, DateTimeOffset? Stored, DateTimeOffset UpdatedAt, CaseState State)
{
    public bool IsOver => State is not (CaseState.Ready or CaseState.Segmenting or CaseState.Delivering);

    public DateTimeOffset Complete => Image > Report ? Image : Report;
}
