using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CausalClipSeg.Pipeline.Telemetry;

/// <summary>The stages of the clinical line, as spans and as one histogram of their durations. Tags name doors, outcomes and cases, never a patient.</summary>
public sealed class StageTelemetry : IDisposable
{
    /// <summary>Of the activity source and of the meter.</summary>
    public const string Name = "CausalClipSeg.Pipeline";

    private readonly ActivitySource _source = new(Name);
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;

    public StageTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _duration = _meter.CreateHistogram("causalclipseg.stage.duration", "s", "Time that one piece of work spends in a stage, by stage, door and outcome; its count is the throughput.",
            advice: Seconds.Buckets);
    }

    public StageWork Begin(Stage stage) => Begin(stage, null);

    /// <param name="door">Which way in, for the intake.</param>
    public StageWork Begin(Stage stage, string? door)
    {
        var name = Enum.GetName(stage)!.ToLowerInvariant();
        var span = _source.StartActivity(door is null ? name : $"{name} {door}", door is null ? ActivityKind.Internal : ActivityKind.Server);
        return new StageWork(span, _duration, name, door);
    }

    /// <summary>A message leaves the outbox: the trace of whoever wrote it goes on.</summary>
    public Activity? Publish(string message, ActivityContext writer)
    {
        Activity.Current = null;
        return _source.StartActivity($"outbox {message}", ActivityKind.Producer, writer);
    }

    /// <summary>A request to another system, inside the stage that makes it.</summary>
    public Activity? Ask(string request) => _source.StartActivity(request, ActivityKind.Client);

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }
}
