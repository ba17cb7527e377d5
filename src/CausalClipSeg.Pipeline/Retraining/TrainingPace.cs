using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Models;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>Hears of every step: remembers the latest, estimates what is left, and lets inference go first before the next step begins.</summary>
internal sealed class TrainingPace(TimeProvider clock, DeviceTurns turns, TimeSpan yield, IProgress<TrainingProgress>? watcher, CancellationToken cancellation) : IProgress<TrainingProgress>
{
    private long _started;
    private long _firstStep = -1;

    public TrainingProgress? Latest { get; private set; }

    /// <summary>At the pace so far, pauses included.</summary>
    public TimeSpan? Left { get; private set; }

    public void Report(TrainingProgress value)
    {
        if (_firstStep < 0)
            (_started, _firstStep) = (clock.GetTimestamp(), value.Step);
        var done = value.Step - _firstStep;
        Left = done == 0 ? null : clock.GetElapsedTime(_started) / done * (value.TotalSteps - value.Step);
        Latest = value with { ValidationDice = value.ValidationDice ?? Latest?.ValidationDice };
        watcher?.Report(value);
        turns.YieldToInference(yield, cancellation);
    }
}
