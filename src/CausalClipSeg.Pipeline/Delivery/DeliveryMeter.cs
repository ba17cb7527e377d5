using System.Diagnostics.Metrics;
using System.Globalization;
using CausalClipSeg.Pipeline.Telemetry;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>What the archives answer, how long that takes, whether their breakers are open, and how long a case takes from its second half to the archive.</summary>
public sealed class DeliveryMeter : IDisposable
{
    private readonly Meter _meter;
    private readonly TimeProvider _clock;
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _duration, _case;

    public DeliveryMeter(IMeterFactory meters, DestinationBreakers breakers, TimeProvider clock)
    {
        _clock = clock;
        _meter = meters.Create("CausalClipSeg.Delivery");
        _deliveries = _meter.CreateCounter<long>("causalclipseg.deliveries", "{object}", "Objects sent, by destination, outcome (stored, transient, permanent) and the archive's status.");
        _duration = _meter.CreateHistogram("causalclipseg.delivery.duration", "s", "Time from the request to the archive's answer.", advice: Seconds.Buckets);
        _case = _meter.CreateHistogram("causalclipseg.case.duration", "s", "Time from the arrival of a case's second half to the archive's answer that its SEG is stored.", advice: Seconds.Buckets);
        _meter.CreateObservableGauge("causalclipseg.destination.breaker_open",
            () => breakers.States.Select(state => new Measurement<int>(state.IsOpen ? 1 : 0, new KeyValuePair<string, object?>("destination", state.Destination))),
            description: "1 where a destination has failed so often in a row that it is only probed.");
        _meter.CreateObservableGauge("causalclipseg.destination.failures",
            () => breakers.States.Select(state => new Measurement<int>(state.Failures, new KeyValuePair<string, object?>("destination", state.Destination))),
            "{failure}", "Failures in a row of a destination.");
    }

    public void Answered(string destination, DeliveryOutcome outcome, TimeSpan took)
    {
        var where = new KeyValuePair<string, object?>("destination", destination);
        var how = new KeyValuePair<string, object?>("outcome", Word(outcome.Kind));
        _deliveries.Add(1, where, how, new("status", outcome.StatusCode?.ToString("X4", CultureInfo.InvariantCulture) ?? "none"));
        _duration.Record(took.TotalSeconds, where, how);
    }

    public void CaseStored(CaseResult result)
    {
        var complete = result.Image.ReceivedAt > result.Report.ReceivedAt ? result.Image.ReceivedAt : result.Report.ReceivedAt;
        _case.Record(Math.Max(0, (_clock.GetUtcNow() - complete).TotalSeconds));
    }

    public static string Word(DeliveryKind kind) => Enum.GetName(kind)!.ToLowerInvariant();

    public void Dispose() => _meter.Dispose();
}
