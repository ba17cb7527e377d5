using CausalClipSeg.Model;

namespace CausalClipSeg.Pipeline.Pictures;

/// <summary>Passes progress on, and at the end of every epoch draws the run so far beside its metrics.</summary>
internal sealed class CurvesOfEpochs(string folder, IProgress<TrainingProgress>? next) : IProgress<TrainingProgress>
{
    public const string FileName = "metrics.png";

    public void Report(TrainingProgress value)
    {
        next?.Report(value);
        if (value.ValidationDice is null)
            return;
        var path = Path.Combine(folder, FileName);
        File.WriteAllBytes(path + ".unfinished", TrainingCurves.Render(TrainingMetrics.Read(folder)));
        File.Move(path + ".unfinished", path, overwrite: true);
    }
}
