using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using Cronos;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>Asks for a run by itself: after so many new labels, or when the schedule says so and there is something new to learn.</summary>
public sealed partial class RetrainingTriggers(PipelineStore store, TrainingRuns runs, IOptions<RetrainingOptions> options, TimeProvider clock, ILogger<RetrainingTriggers> log)
    : BackgroundService
{
    private const string Drift = "drift";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await AskAsync(stoppingToken).ConfigureAwait(false) is { } trigger)
                    Asked(trigger);
            }
            catch (Exception away) when (Outage.IsWaitedOut(away))
            {
                Later(away.Message);
            }
            await Task.Delay(Look, clock, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <returns>What asked for a run now, or null.</returns>
    public async Task<string?> AskAsync(CancellationToken cancellation)
    {
        var settings = options.Value;
        // Looked at without holding up those who write; asked for where nobody has done so in between.
        return await store.ReadAsync(db => TriggerAsync(db, settings, cancellation), cancellation).ConfigureAwait(false) is null
            ? null
            : await store.InTransactionAsync(db => AskAsync(db, settings, cancellation), cancellation).ConfigureAwait(false);
    }

    private async Task<string?> AskAsync(PipelineDbContext db, RetrainingOptions settings, CancellationToken cancellation)
    {
        await TrainingRuns.AskInTurnAsync(db, cancellation).ConfigureAwait(false);
        var trigger = await TriggerAsync(db, settings, cancellation).ConfigureAwait(false);
        if (trigger is not null)
            await runs.RequestAsync(db, trigger, cancellation).ConfigureAwait(false);
        return trigger;
    }

    private async Task<string?> TriggerAsync(PipelineDbContext db, RetrainingOptions settings, CancellationToken cancellation)
    {
        if (await db.TrainingRuns.AnyAsync(r => r.State == TrainingState.Queued || r.State == TrainingState.Running, cancellation).ConfigureAwait(false))
            return null;
        var made = await db.TrainingRuns.Where(r => r.State == TrainingState.Succeeded).OrderByDescending(r => r.StartedAt)
            .Select(r => new { r.RequestedAt, r.StartedAt }).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        var after = made?.RequestedAt ?? DateTimeOffset.UnixEpoch;
        var failed = await db.TrainingRuns.Where(r => r.State == TrainingState.Failed && r.RequestedAt > after).OrderBy(r => r.RequestedAt)
            .Select(r => new { r.Trigger, r.RequestedAt, r.FinishedAt }).ToListAsync(cancellation).ConfigureAwait(false);
        // An alarm of drift is told once; all else asks again by itself.
        var drifted = failed.Exists(r => r.Trigger.Split(", ").Contains(Drift));
        if ((settings.NewLabels == 0 && string.IsNullOrWhiteSpace(settings.Schedule) && !drifted)
            || (failed.Count > 0 && clock.GetUtcNow() < failed.Max(r => r.FinishedAt) + Pause(failed.Count)))
            return null;
        // The key of a label counts up with time of arrival; its own time may lie in the past (an import). What came while a run waited for its trainer it has learnt from.
        var since = made is null ? Guid.Empty : Guid.CreateVersion7(made.StartedAt ?? made.RequestedAt);
        var arrivals = await db.Labels.Where(l => l.SupersededById == null && l.ExcludedAt == null && l.ReferringText != null).Select(l => l.Id).ToListAsync(cancellation).ConfigureAwait(false);
        if (arrivals.Count < settings.MinimumLabels)
            return null;
        if (drifted)
            return Drift;
        var fresh = arrivals.Count(id => Milliseconds(id) > Milliseconds(since));
        var from = made?.RequestedAt ?? (failed.Count > 0 ? failed[0].RequestedAt : clock.GetUtcNow()) - Look - Look;
        return settings.NewLabels > 0 && fresh >= settings.NewLabels ? "label-count" : fresh > 0 && IsDue(settings.Schedule, from) ? "schedule" : null;
    }

    /// <summary>A run that failed does not use up what asked for it: it is asked for again, after a pause that doubles with each failure.</summary>
    private static TimeSpan Pause(int failures) =>
        failures > 10 || FirstPause * (1 << (failures - 1)) > LongestPause ? LongestPause : FirstPause * (1 << (failures - 1));

    /// <param name="from">The last run that was made; without any so far, an occurrence within the last look is what counts.</param>
    private bool IsDue(string? schedule, DateTimeOffset from) =>
        !string.IsNullOrWhiteSpace(schedule) && CronExpression.Parse(schedule).GetNextOccurrence(from.UtcDateTime) is { } next && next <= clock.GetUtcNow().UtcDateTime;

    /// <summary>The first 48 bits of a version 7 UUID (RFC 9562, 5.7).</summary>
    private static long Milliseconds(Guid id)
    {
        var bytes = id.ToByteArray(bigEndian: true);
        return ((long)bytes[0] << 40) | ((long)bytes[1] << 32) | ((long)bytes[2] << 24) | ((long)bytes[3] << 16) | ((long)bytes[4] << 8) | bytes[5];
    }

    [LoggerMessage(EventId = 611, Level = LogLevel.Information, Message = "A training run is asked for: {Trigger}")]
    private partial void Asked(string trigger);

    [LoggerMessage(EventId = 612, Level = LogLevel.Warning, Message = "The triggers wait for the database: {Reason}")]
    private partial void Later(string reason);
}
