using System.Data.Common;
using System.Diagnostics.Metrics;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Operations;

/// <summary>The backlog as metrics, looked at every quarter of a minute: the alarms "something has waited for too long" hang on these.</summary>
internal sealed partial class BacklogMeter : BackgroundService
{
    public const string MeterName = "CausalClipSeg.Pipeline";
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);
    private readonly Meter _meter;
    private readonly PipelineStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger<BacklogMeter> _log;
    private Backlog? _latest;

    public BacklogMeter(PipelineStore store, IMeterFactory meters, TimeProvider clock, ILogger<BacklogMeter> log)
    {
        (_store, _clock, _log) = (store, clock, log);
        _meter = meters.Create(MeterName);
        Age("causalclipseg.parked.age", "Age of the oldest parked or failed case", b => b.OldestParked);
        Age("causalclipseg.dead_letters.age", "Age of the oldest dead letter that nobody has dealt with", b => b.OldestDeadLetter);
        Age("causalclipseg.outbox.age", "Age of the oldest message that has not left the outbox", b => b.OldestOutboxMessage);
        Count("causalclipseg.dead_letters", "Dead letters that nobody has dealt with", b => b.DeadLetters);
        Count("causalclipseg.outbox", "Messages in the outbox, those for later included", b => b.OutboxMessages);
        Count("causalclipseg.reports.waiting", "Reports that wait for their images", b => b.WaitingReports);
        Count("causalclipseg.models.held", "Candidates that passed the gate and wait for somebody's word, because the champion is in charge by a rollback", b => b.HeldModels);
        _meter.CreateObservableGauge("causalclipseg.cases", () => _latest is { } now
            ? now.Cases.Select(pair => new Measurement<int>(pair.Value, new KeyValuePair<string, object?>("state", pair.Key.ToString())))
            : [], description: "Cases by state; final states over the last 24 hours");
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
                _latest = await _store.ReadAsync(db => Backlog.ReadAsync(db, _clock.GetUtcNow(), stoppingToken), stoppingToken).ConfigureAwait(false);
            }
            catch (DbException away)
            {
                CouldNotLook(away.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private void Age(string name, string description, Func<Backlog, TimeSpan> of) =>
        _meter.CreateObservableGauge(name, () => _latest is { } now ? of(now).TotalSeconds : 0, unit: "s", description);

    private void Count(string name, string description, Func<Backlog, int> of) =>
        _meter.CreateObservableGauge(name, () => _latest is { } now ? of(now) : 0, unit: null, description);

    [LoggerMessage(EventId = 205, Level = LogLevel.Warning, Message = "The backlog could not be looked at: {Reason}")]
    private partial void CouldNotLook(string reason);
}
