using System.Data.Common;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Matching;

/// <summary>
/// Watches the reports that have found no study, or too many: each that waits longer than the site allows is an alarm, once. Their study's arrival tries them
/// again; this only makes sure that none is forgotten.
/// </summary>
public sealed partial class WaitingReports(PipelineStore store, IOptions<MatchingOptions> options, TimeProvider clock, ILogger<WaitingReports> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    private const int MostAtOnce = 1000;

    private DateTimeOffset _alarmedUntil = DateTimeOffset.UnixEpoch;

    /// <summary>Current versions without a study that came in from one time on and before another, oldest first, a thousand at most.</summary>
    public Task<List<WaitingReport>> BetweenAsync(DateTimeOffset from, DateTimeOffset before, CancellationToken cancellation) => store.ReadAsync(
        db => db.ReportVersions
            .Where(v => v.SupersededById == null && v.StudyInstanceUid == null && v.ReceivedAt >= from && v.ReceivedAt < before)
            .Where(v => v.Status != ReportStatus.WrongPatient && v.Status != ReportStatus.Deleted && v.Status != ReportStatus.Cancelled)
            .OrderBy(v => v.ReceivedAt).Select(v => new WaitingReport(v.Id, v.ReceivedAt, v.MatchReason)).Take(MostAtOnce).ToListAsync(cancellation), cancellation);

    /// <summary>Alarms for those that have become too old since the last look.</summary>
    /// <returns>How many were alarmed.</returns>
    public async Task<int> LookAsync(CancellationToken cancellation)
    {
        var due = clock.GetUtcNow() - TimeSpan.FromMinutes(options.Value.AlarmAfterMinutes);
        var old = await BetweenAsync(_alarmedUntil, due, cancellation).ConfigureAwait(false);
        foreach (var report in old)
            WaitsTooLong(report.ReportVersionId, (long)(clock.GetUtcNow() - report.Since).TotalMinutes, report.Reason ?? "It has not been matched yet.");
        _alarmedUntil = old.Count < MostAtOnce ? due : old[^1].Since; // the last one is alarmed twice rather than its twin never
        return old.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            try
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (DbException away)
            {
                CouldNotLook(away.Message);
            }
    }

    [LoggerMessage(EventId = 131, Level = LogLevel.Error, Message = "Alarm: report version {ReportVersionId} has waited {Minutes} minutes for its study. {Reason}")]
    private partial void WaitsTooLong(Guid reportVersionId, long minutes, string reason);

    [LoggerMessage(EventId = 132, Level = LogLevel.Warning, Message = "Waiting reports could not be looked at: {Reason}")]
    private partial void CouldNotLook(string reason);
}

/// <summary>A report without a study, since when, and what it waits for.</summary>
public sealed record WaitingReport(Guid ReportVersionId, DateTimeOffset Since, string? Reason);
