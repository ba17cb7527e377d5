using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CausalClipSeg.Pipeline.Telemetry;

/// <summary>One piece of work in a stage, from its beginning until it is disposed. Work that does not say how it ended has failed.</summary>
public sealed class StageWork : IDisposable
{
    private const string Failed = "failed";
    private readonly Activity? _span;
    private readonly Histogram<double> _duration;
    private readonly long _began = Stopwatch.GetTimestamp();
    private TagList _tags;
    private string _outcome = Failed;
    private bool _isOver;

    internal StageWork(Activity? span, Histogram<double> duration, string stage, string? door)
    {
        (_span, _duration) = (span, duration);
        _tags.Add("stage", stage);
        _span?.SetTag("causalclipseg.stage", stage);
        if (door is null)
            return;
        _tags.Add("door", door);
        _span?.SetTag("causalclipseg.door", door);
    }

    /// <summary>On the span alone: an identifier would make a time series of its own.</summary>
    public StageWork About(string tag, object? value)
    {
        _span?.SetTag(tag, value);
        return this;
    }

    public StageWork AboutCase(Guid id) => About("causalclipseg.case.id", id.ToString());

    /// <param name="outcome">One of a handful of words.</param>
    public void Ends(string outcome) => _outcome = outcome;

    public void Dispose()
    {
        if (_isOver)
            return;
        _isOver = true;
        _tags.Add("outcome", _outcome);
        _duration.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, _tags);
        _span?.SetTag("causalclipseg.outcome", _outcome);
        if (_outcome == Failed)
            _span?.SetStatus(ActivityStatusCode.Error);
        _span?.Dispose();
    }
}
