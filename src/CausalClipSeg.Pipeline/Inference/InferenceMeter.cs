using System.Diagnostics.Metrics;
using CausalClipSeg.Pipeline.Telemetry;

namespace CausalClipSeg.Pipeline.Inference;

/// <summary>How the network is doing: how long a batch takes, how many questions it holds, how many cases wait for it.</summary>
public sealed class InferenceMeter : IDisposable
{
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _batch;
    private Func<int>? _waiting;

    public InferenceMeter(IMeterFactory meters)
    {
        _meter = meters.Create("CausalClipSeg.Inference");
        _duration = _meter.CreateHistogram("causalclipseg.inference.duration", "s", "Time of one pass of the network over a batch.", advice: Seconds.Buckets);
        _batch = _meter.CreateHistogram("causalclipseg.inference.batch_size", "{question}", "Questions (image and sentence) in one batch.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] });
        _meter.CreateObservableGauge("causalclipseg.inference.waiting", () => Volatile.Read(ref _waiting)?.Invoke() ?? 0, "{case}", "Cases that wait in this process for the network.");
    }

    /// <summary>Whose queue it is.</summary>
    public void Watch(Func<int> waiting) => Volatile.Write(ref _waiting, waiting);

    public void Answered(int questions, TimeSpan took, ModelIdentity model)
    {
        var version = new KeyValuePair<string, object?>("model", $"{model.Name} {model.Version}");
        _duration.Record(took.TotalSeconds, version);
        _batch.Record(questions, version);
    }

    public void Dispose() => _meter.Dispose();
}
