using System.Data.Common;
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
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await AskAsync(stoppingToken).ConfigureAwait(false) is { } trigger)
                    Asked(trigger);
            }
            catch (Exception away) when (away is DbException or DatabaseUnavailableException || Outage.Is(away))
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
        if (settings.NewLabels == 0 && string.IsNullOrWhiteSpace(settings.Schedule))
            return null;
        // Looked at without holding up those who write; asked for where nobody has done so in between.
        return await store.ReadAsync(db => TriggerAsync(db, settings, cancellation), cancellation).ConfigureAwait(false) is null
            ? null
            : await store.InTransactionAsync(db => AskAsync(db, settings, cancellation), cancellation).ConfigureAwait(false);
    }

    private async Task<string?> AskAsync(PipelineDbContext db, RetrainingOptions settings, CancellationToken cancellation)
    {
        var trigger = await TriggerAsync(db, settings, cancellation).ConfigureAwait(false);
        if (trigger is not null)
            await runs.RequestAsync(db, trigger, cancellation).ConfigureAwait(false);
        return trigger;
    }

    private async Task<string?> TriggerAsync(PipelineDbContext db, RetrainingOptions settings, CancellationToken cancellation)
    {
        if (await db.TrainingRuns.AnyAsync(r => r.State == TrainingState.Queued || r.State == TrainingState.Running, cancellation).ConfigureAwait(false))
            return null;
        var last = await db.TrainingRuns.OrderByDescending(r => r.RequestedAt).Select(r => (DateTimeOffset?)r.RequestedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        // The key of a label counts up with time of arrival; its own time may lie in the past (an import).
        var since = last is { } time ? Guid.CreateVersion7(time) : Guid.Empty;
        var arrivals = await db.Labels.Where(l => l.SupersededById == null && l.ReferringText != null).Select(l => l.Id).ToListAsync(cancellation).ConfigureAwait(false);
        var fresh = arrivals.Count(id => Milliseconds(id) > Milliseconds(since));
        return settings.NewLabels > 0 && fresh >= settings.NewLabels ? "label-count" : fresh > 0 && IsDue(settings.Schedule, last) ? "schedule" : null;
    }

    private bool IsDue(string? schedule, DateTimeOffset? last)
    {
        if (string.IsNullOrWhiteSpace(schedule))
            return false;
        var now = clock.GetUtcNow();
        // Without any run so far, an occurrence within the last look is what counts.
        var from = last ?? now - Look - Look;
        return CronExpression.Parse(schedule).GetNextOccurrence(from.UtcDateTime) is { } next && next <= now.UtcDateTime;
    }

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
