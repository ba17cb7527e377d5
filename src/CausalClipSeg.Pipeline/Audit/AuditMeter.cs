using System.Diagnostics.Metrics;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>Whether the chain holds (the whole of it when the process starts, then what has been added), and how much of it the repository has not been sent.</summary>
internal sealed partial class AuditMeter : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);
    private readonly Meter _meter;
    private readonly PipelineStore _store;
    private readonly AuditChain _chain;
    private readonly AuditOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<AuditMeter> _log;
    private AuditCheck? _check;
    private long _unsent;

    public AuditMeter(IMeterFactory meters, PipelineStore store, AuditChain chain, IOptions<AuditOptions> options, TimeProvider clock, ILogger<AuditMeter> log)
    {
        (_store, _chain, _options, _clock, _log) = (store, chain, options.Value, clock, log);
        _meter = meters.Create("CausalClipSeg.Audit");
        _meter.CreateObservableGauge("causalclipseg.audit.intact", () => _check is { Problem: not null } ? 0 : 1, description: "1 while every row of the audit trail follows the one before it.");
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
            catch (DatabaseUnavailableException away)
            {
                CouldNotLook(away.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var before = _check;
        _check = await _chain.CheckAsync(before is { Problem: null } ? before : null, cancellation).ConfigureAwait(false);
        if (_check.Problem is { } problem && before?.Problem != problem)
            Broken(problem);
        if (_options.Repository is not { } repository)
            return;
        var sent = await _store.ReadAsync(db => db.AuditCursors.Where(c => c.Repository == repository).Select(c => c.Sent).SingleOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        Volatile.Write(ref _unsent, Math.Max(0, _check.Last - sent));
    }

    [LoggerMessage(EventId = 902, Level = LogLevel.Critical, Message = "Alarm: the audit trail is broken. {Problem}")]
    private partial void Broken(string problem);

    [LoggerMessage(EventId = 903, Level = LogLevel.Warning, Message = "The audit trail could not be looked at: {Reason}")]
    private partial void CouldNotLook(string reason);
}
