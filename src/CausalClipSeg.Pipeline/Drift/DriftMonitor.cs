using System.Data.Common;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Drift;

/// <summary>
/// Compares the latest cases with the first ones that the champion answered: intensities, lesion areas, confidence, findings, and how often readers reject.
/// Every look is recorded; an alarm is told once for each champion and, where the site wants it, asks for a training run.
/// </summary>
public sealed partial class DriftMonitor(PipelineStore store, LearningMetrics metrics, IOptions<DriftOptions> options, TimeProvider clock, ILogger<DriftMonitor> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception away) when (away is DbException or DatabaseUnavailableException || Outage.Is(away))
            {
                Later(away.Message);
            }
            await Task.Delay(TimeSpan.FromMinutes(options.Value.EveryMinutes), clock, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <returns>One reading for each measure; empty where a window is not full yet.</returns>
    public async Task<IReadOnlyList<DriftReading>> LookAsync(CancellationToken cancellation)
    {
        var readings = await store.InTransactionAsync(db => LookAsync(db, cancellation), cancellation).ConfigureAwait(false);
        foreach (var reading in readings)
        {
            metrics.Drift(reading.Measure, reading.Psi);
            if (reading.Alarm)
                Drifted(reading.Measure, reading.Psi);
        }
        return readings;
    }

    private async Task<IReadOnlyList<DriftReading>> LookAsync(PipelineDbContext db, CancellationToken cancellation)
    {
        var since = (await Champion.FindAsync(db, cancellation).ConfigureAwait(false))?.PromotedAt;
        if (since is null)
            return [];
        var cases = db.CaseMeasures.Where(m => m.At >= since);
        var settings = options.Value;
        var total = await cases.CountAsync(cancellation).ConfigureAwait(false);
        var reference = await cases.OrderBy(m => m.At).Take(Math.Min(settings.ReferenceCases, Math.Max(0, total - settings.RecentCases))).ToListAsync(cancellation).ConfigureAwait(false);
        var recent = await cases.OrderByDescending(m => m.At).Take(settings.RecentCases).ToListAsync(cancellation).ConfigureAwait(false);
        if (reference.Count < settings.RecentCases || recent.Count < settings.RecentCases)
            return [];
        var readings = Measure(reference, recent, clock.GetUtcNow()).ToList();
        readings.AddRange(await RejectionAsync(db, since.Value, cancellation).ConfigureAwait(false));
        var alarmed = await db.DriftReadings.AnyAsync(d => d.Alarm && d.At >= since, cancellation).ConfigureAwait(false);
        db.DriftReadings.AddRange(readings);
        if (settings.Retrain && !alarmed && readings.Exists(r => r.Alarm))
            db.Enqueue(new RetrainRequested { Trigger = "drift" }, "retrain", clock.GetUtcNow());
        return readings;
    }

    private IEnumerable<DriftReading> Measure(List<CaseMeasure> reference, List<CaseMeasure> recent, DateTimeOffset now)
    {
        yield return Reading("intensity", Numbers(m => m.MeanIntensity));
        yield return Reading("contrast", Numbers(m => m.DeviationOfIntensity));
        yield return Reading("lesion-area", Numbers(m => m.LesionShare));
        yield return Reading("confidence", Numbers(m => m.Confidence ?? 0));
        yield return Reading("findings", StabilityIndex.OfNames([.. reference.Select(m => m.Findings)], [.. recent.Select(m => m.Findings)]));

        double Numbers(Func<CaseMeasure, double> of) => StabilityIndex.OfNumbers([.. reference.Select(of)], [.. recent.Select(of)]);
        DriftReading Reading(string measure, double psi) => Made(measure, psi, reference.Count, recent.Count, now);
    }

    private async Task<IReadOnlyList<DriftReading>> RejectionAsync(PipelineDbContext db, DateTimeOffset since, CancellationToken cancellation)
    {
        var verdicts = await db.Labels.Where(l => l.CreatedAt >= since && l.CaseId != null).OrderBy(l => l.CreatedAt).Select(l => l.Verdict).ToListAsync(cancellation).ConfigureAwait(false);
        var settings = options.Value;
        var recent = verdicts.TakeLast(settings.RecentCases).Select(Name).ToList();
        var reference = verdicts.Take(Math.Min(settings.ReferenceCases, Math.Max(0, verdicts.Count - settings.RecentCases))).Select(Name).ToList();
        return reference.Count < settings.RecentCases ? [] : [Made("rejection", StabilityIndex.OfNames(reference, recent), reference.Count, recent.Count, clock.GetUtcNow())];

        static string Name(LabelVerdict verdict) => verdict is LabelVerdict.Rejected or LabelVerdict.WrongSide ? "rejected" : "kept";
    }

    private DriftReading Made(string measure, double psi, int reference, int recent, DateTimeOffset now) => new()
    {
        At = now, Measure = measure, Psi = psi, ReferenceCases = reference, RecentCases = recent, Alarm = psi >= options.Value.Threshold,
    };

    [LoggerMessage(EventId = 801, Level = LogLevel.Warning, Message = "{Measure} has drifted: PSI {Psi:F3}")]
    private partial void Drifted(string measure, double psi);

    [LoggerMessage(EventId = 802, Level = LogLevel.Warning, Message = "The drift monitor waits for the database: {Reason}")]
    private partial void Later(string reason);
}
