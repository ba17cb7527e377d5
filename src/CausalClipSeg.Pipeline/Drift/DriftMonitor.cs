using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Drift;

/// <summary>One look: a reading for each measure, and what readers said; empty where a window is not full yet.</summary>
public sealed record DriftLook(IReadOnlyList<DriftReading> Readings, ReviewDrift? Reviews);

/// <summary>
/// Compares the latest cases with the first ones that the champion answered: intensities, lesion areas, confidence, findings; and the latest reviewed cases with the
/// first: how often readers correct, and how far they agree. Every look is recorded; an alarm is told once for each champion and, where the site wants it, asks for a training run.
/// </summary>
public sealed partial class DriftMonitor(PipelineStore store, LearningMetrics metrics, IOptions<DriftOptions> options, TimeProvider clock, ILogger<DriftMonitor> log) : BackgroundService
{
    private static readonly string[] Measures = ["intensity", "contrast", "lesion-area", "confidence", "findings", ReviewDrift.Corrected, ReviewDrift.ReaderDice];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception away) when (Outage.IsWaitedOut(away))
            {
                Later(away.Message);
            }
            catch (InvalidDataException damaged)
            {
                // A mask in the database that is none: what is watched by it waits for a person, the service goes on.
                NotMeasured(damaged.Message);
            }
            await Task.Delay(TimeSpan.FromMinutes(options.Value.EveryMinutes), clock, stoppingToken).ConfigureAwait(false);
        }
    }

    public async Task<DriftLook> LookAsync(CancellationToken cancellation)
    {
        // Masks are compared before anybody who writes is held up.
        var reviews = await store.ReadAsync(db => ReviewDrift.ReadAsync(db, options.Value, clock.GetUtcNow(), cancellation), cancellation).ConfigureAwait(false);
        var readings = await store.InTransactionAsync(db => RecordAsync(db, reviews, cancellation), cancellation).ConfigureAwait(false);
        var look = new DriftLook(readings, reviews);
        Tell(look);
        return look;
    }

    /// <summary>What is not measured, after a promotion, counts as steady.</summary>
    private void Tell(DriftLook look)
    {
        foreach (var measure in Measures)
        {
            var reading = look.Readings.FirstOrDefault(r => r.Measure == measure);
            metrics.Drift(measure, reading?.Psi ?? 0, reading is { Alarm: true });
            if (reading is { Alarm: true } && measure is not (ReviewDrift.Corrected or ReviewDrift.ReaderDice))
                Drifted(measure, reading.Psi);
        }
        if (look.Reviews is not { } reviews)
            return;
        metrics.Reviews("reference", reviews.ReferenceShare, reviews.ReferenceDice);
        metrics.Reviews("recent", reviews.RecentShare, reviews.RecentDice);
        if (look.Readings.Any(r => r is { Alarm: true, Measure: ReviewDrift.Corrected or ReviewDrift.ReaderDice }))
            ReadersCorrectMore(reviews.RecentShare, reviews.RecentCases, reviews.ReferenceShare, reviews.ReferenceCases, reviews.ShareChance, reviews.RecentDice, reviews.ReferenceDice, reviews.DiceChance);
    }

    private async Task<IReadOnlyList<DriftReading>> RecordAsync(PipelineDbContext db, ReviewDrift? reviews, CancellationToken cancellation)
    {
        var champion = await Champion.FindAsync(db, cancellation).ConfigureAwait(false);
        if (champion?.PromotedAt is not { } since)
            return [];
        var (settings, now) = (options.Value, clock.GetUtcNow());
        var readings = await MeasureAsync(db, since, now, cancellation).ConfigureAwait(false);
        if (reviews?.ModelId == champion.Id)
            readings.AddRange(reviews.Readings(settings.FalseAlarmRate, now));
        var alarmed = await db.DriftReadings.AnyAsync(d => d.Alarm && d.At >= since, cancellation).ConfigureAwait(false);
        db.DriftReadings.AddRange(readings);
        if (settings.Retrain && !alarmed && readings.Exists(r => r.Alarm))
            db.Enqueue(new RetrainRequested { Trigger = "drift" }, "retrain", now);
        return readings;
    }

    private async Task<List<DriftReading>> MeasureAsync(PipelineDbContext db, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellation)
    {
        var settings = options.Value;
        var cases = db.CaseMeasures.Where(m => m.At >= since);
        var total = await cases.CountAsync(cancellation).ConfigureAwait(false);
        var reference = await cases.OrderBy(m => m.At).Take(Math.Min(settings.ReferenceCases, Math.Max(0, total - settings.RecentCases))).ToListAsync(cancellation).ConfigureAwait(false);
        var recent = await cases.OrderByDescending(m => m.At).Take(settings.RecentCases).ToListAsync(cancellation).ConfigureAwait(false);
        return reference.Count < settings.RecentCases || recent.Count < settings.RecentCases ? [] : [.. Measure(reference, recent, now)];
    }

    private IEnumerable<DriftReading> Measure(List<CaseMeasure> reference, List<CaseMeasure> recent, DateTimeOffset now)
    {
        yield return Reading("intensity", Numbers(m => m.MeanIntensity));
        yield return Reading("contrast", Numbers(m => m.DeviationOfIntensity));
        yield return Reading("lesion-area", Numbers(m => m.LesionShare));
        yield return Reading("confidence", Numbers(m => m.Confidence ?? 0));
        yield return Reading("findings", StabilityIndex.OfNames([.. reference.Select(m => m.Findings)], [.. recent.Select(m => m.Findings)]));

        double Numbers(Func<CaseMeasure, double> of) => StabilityIndex.OfNumbers([.. reference.Select(of)], [.. recent.Select(of)]);
        DriftReading Reading(string measure, double psi) => new()
        {
            At = now, Measure = measure, Psi = psi, ReferenceCases = reference.Count, RecentCases = recent.Count, Alarm = psi >= options.Value.Threshold,
        };
    }

    [LoggerMessage(EventId = 801, Level = LogLevel.Warning, Message = "{Measure} has drifted: PSI {Psi:F3}")]
    private partial void Drifted(string measure, double psi);

    [LoggerMessage(EventId = 802, Level = LogLevel.Warning, Message = "The drift monitor waits for the database: {Reason}")]
    private partial void Later(string reason);

    [LoggerMessage(EventId = 803, Level = LogLevel.Warning, Message = "Readers judge the champion worse: {Share:P1} of the latest {Cases} reviewed cases were corrected, {ReferenceShare:P1} of the first {ReferenceCases} (chance {ShareChance:G2}); Dice of our masks against theirs {Dice:F3}, {ReferenceDice:F3} before (chance {DiceChance:G2})")]
    private partial void ReadersCorrectMore(double share, int cases, double referenceShare, int referenceCases, double shareChance, double dice, double referenceDice, double diceChance);

    [LoggerMessage(EventId = 804, Level = LogLevel.Error, Message = "Drift cannot be measured: {Reason}")]
    private partial void NotMeasured(string reason);
}
