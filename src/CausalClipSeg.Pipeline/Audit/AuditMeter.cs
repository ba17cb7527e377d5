using System.Data.Common;
using System.Diagnostics.Metrics;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>
/// Whether the chain holds, and how much of it the repository has not been sent. What is added is checked as it comes; what is old is gone through in rounds, some
/// thousand rows at a time, so that a start is as quick with millions of rows as with none (<c>audit check</c> goes through all of it at once).
/// </summary>
internal sealed partial class AuditMeter : BackgroundService
{
    /// <summary>In 30 seconds: over ten million rows a day, at a few megabytes a look.</summary>
    private const int RowsInALook = 5000;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);
    private readonly Meter _meter;
    private readonly PipelineStore _store;
    private readonly AuditChain _chain;
    private readonly AuditOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<AuditMeter> _log;
    private AuditCheck? _newest;
    private AuditCheck _round = AuditCheck.Beginning;
    private volatile string? _problem;
    private long _unsent;

    public AuditMeter(IMeterFactory meters, PipelineStore store, AuditChain chain, IOptions<AuditOptions> options, TimeProvider clock, ILogger<AuditMeter> log)
    {
        (_store, _chain, _options, _clock, _log) = (store, chain, options.Value, clock, log);
        _meter = meters.Create("CausalClipSeg.Audit");
        _meter.CreateObservableGauge("causalclipseg.audit.intact", () => _problem is null ? 1 : 0, description: "1 while every row of the audit trail follows the one before it.");
        _meter.CreateObservableGauge("causalclipseg.audit.unsent", () => Volatile.Read(ref _unsent), "{message}", "Audit messages that the repository has not been sent.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, _clock);
        do
        {
            try
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (DbException away)
            {
                CouldNotLook(away.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        _newest = await _chain.CheckAsync(_newest ?? await _chain.NewestAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        _round = await _chain.CheckAsync(_round, cancellation, RowsInALook).ConfigureAwait(false);
        var problem = _round.Problem ?? _newest.Problem;
        if (problem is not null && problem != _problem)
            Broken(problem);
        _problem = problem;
        // What does not fit is looked at again from the row before it, until it fits or somebody has restored it.
        (_newest, _round) = (_newest with { Problem = null }, _round.Problem is null && _round.Last >= _newest.Last ? AuditCheck.Beginning : _round with { Problem = null });
        if (_options.Repository is not { } repository)
            return;
        var sent = await _store.ReadAsync(db => db.AuditCursors.Where(c => c.Repository == repository).Select(c => c.Sent).SingleOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        Volatile.Write(ref _unsent, Math.Max(0, _newest.Last - sent));
    }

    [LoggerMessage(EventId = 902, Level = LogLevel.Critical, Message = "Alarm: the audit trail is broken. {Problem}")]
    private partial void Broken(string problem);

    [LoggerMessage(EventId = 903, Level = LogLevel.Warning, Message = "The audit trail could not be looked at: {Reason}")]
    private partial void CouldNotLook(string reason);
}
