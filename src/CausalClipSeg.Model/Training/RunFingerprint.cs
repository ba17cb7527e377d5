using System.Globalization;
using System.Text.Json;

namespace CausalClipSeg.Model;

/// <summary>
/// What decides which weights a run learns, kept in its checkpoint: a run that is gone on with as another would be neither, under one history. Device,
/// threads and what is only told or judged are left out; more epochs are allowed.
/// </summary>
internal static class RunFingerprint
{
    private const string Prefix = "run", Epochs = Prefix + "--epochs";
    private const int LongestTold = 20;

    public static IReadOnlyDictionary<string, string> Of(TrainingStart start, SampleStore samples)
    {
        var run = start.Options;
        (string Name, object? Value)[] decisive =
        [
            ("data", samples.Sha256()), ("from", start.Parent?.WeightsSha256), ("geometry", run.Geometry), ("input-size", run.Preprocessing), ("seed", run.Seed),
            ("epochs", run.Epochs), ("batch", run.BatchSize), ("learning-rate", run.LearningRate), ("backbone-learning-rate", run.BackboneLearningRate),
            ("weight-decay", run.WeightDecay), ("augmentation", run.Augmentation), ("masker-learning-rate", run.MaskerLearningRate),
            ("warmup", run.WarmupSteps), ("gradient-clip", run.GradientClip), ("average-decay", run.AverageDecay),
            ("game", new { run.ConfoundingWeight, run.ConfoundingEvery, run.MaskerEvery, run.MaskerConfoundingWeight, run.ConfoundingCap }),
        ];
        return decisive.ToDictionary(item => $"{Prefix}--{item.Name}", item => JsonSerializer.Serialize(item.Value, JsonSerializerOptions.Web));
    }

    /// <param name="begun">Metadata of the checkpoint; what an earlier version did not write down is not compared.</param>
    /// <exception cref="TrainingRefusedException">The checkpoint is another run's.</exception>
    public static void Require(string checkpoint, IReadOnlyDictionary<string, string> begun, IReadOnlyDictionary<string, string> now)
    {
        string[] others = [.. now.Where(item => item.Key != Epochs && begun.TryGetValue(item.Key, out var theirs) && theirs != item.Value)
            .Select(item => Told(item.Key[Prefix.Length..], begun[item.Key], item.Value))];
        if (others.Length > 0)
            throw new TrainingRefusedException($"{checkpoint}: the run was begun with other {string.Join(", ", others)}. Go on with the same, begin anew (--overwrite), or give another --out.");
        if (begun.TryGetValue(Epochs, out var asked) && int.Parse(asked, CultureInfo.InvariantCulture) > int.Parse(now[Epochs], CultureInfo.InvariantCulture))
            throw new TrainingRefusedException($"{checkpoint}: the run was begun for {asked} epochs, more than the {now[Epochs]} asked for now. Give --epochs {asked} or more, or another --out.");
    }

    private static string Told(string option, string theirs, string ours) =>
        Math.Max(theirs.Length, ours.Length) <= LongestTold ? $"{option} ({theirs}, not {ours})" : option;
}
