using CausalClipSeg.Model;
using Spectre.Console;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Loss, Dice, pace and remaining time of a training run, as a bar on a terminal and as a line an epoch elsewhere.</summary>
internal static class TrainingBar
{
    public static TrainingResult Show(Func<IProgress<TrainingProgress>, TrainingResult> run)
    {
        var console = Terminal.Create();
        if (!console.Profile.Out.IsTerminal)
            return run(Lines());
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask("training");
                return run(new Immediate(progress =>
                {
                    bar.MaxValue = progress.TotalSteps;
                    bar.Value = progress.Step;
                    bar.Description = $"loss {progress.Loss:F3}  Dice {progress.Dice:F3}  {progress.ImagesPerSecond:F0} images/s";
                }));
            });
    }

    /// <summary>A line an epoch.</summary>
    public static IProgress<TrainingProgress> Lines() => new Immediate(progress =>
    {
        if (progress.ValidationDice is { } dice)
            Output.Say($"epoch {progress.Epoch:F0}: loss {progress.Loss:F4}, Dice {progress.Dice:F4}, validation Dice {dice:F4}, {progress.ImagesPerSecond:F1} images/s");
    });

    private sealed class Immediate(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
