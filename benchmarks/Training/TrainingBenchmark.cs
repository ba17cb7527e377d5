using System.CommandLine;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.Training;

internal sealed record TrainingFigures(double Ratio, double ImagesPerSecond, double PeerImagesPerSecond, double LowestRatio, double HighestRatio);

/// <summary>
/// Images a second of our trainer against the reference network in eager PyTorch: the same geometry, batch, schedule of moves, threads
/// and float32, in turns on one machine. Our side makes and augments its batches, the peer gets its own for nothing.
/// </summary>
internal static class TrainingBenchmark
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Few repetitions." };
        var geometry = new Option<string>("--geometry") { Description = "compact, RN50, RN101 or a JSON file.", DefaultValueFactory = _ => "compact" };
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => 16 };
        var size = new Option<int?>("--input-size") { Description = "Side in pixels; by default that of the geometry." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };
        var whole = new Option<bool>("--whole-game") { Description = "Both heads and the maskers at every step, and not as rarely as the trainer's schedule lets them." };
        var device = new Option<string>("--device") { Description = "cpu or cuda, for both sides.", DefaultValueFactory = _ => "cpu" };
        var precision = new Option<ComputePrecision>("--precision") { Description = "Of ours; the peer computes in float32.", DefaultValueFactory = _ => ComputePrecision.Float32 };
        var json = CommonOptions.Json();
        var command = new Command("training", "Images a second of the trainer against the reference network in eager PyTorch.") { quick, geometry, batch, size, threads, whole, device, precision, json };
        command.SetAction(parsed =>
        {
            var (shape, preprocessing) = NetworkPreset.Read(parsed.GetValue(geometry)!);
            var options = new TrainingOptions
            {
                TrainingLists = [], ValidationList = "", OutputFolder = "", Geometry = shape, Threads = parsed.GetValue(threads), BatchSize = parsed.GetValue(batch),
                Preprocessing = parsed.GetValue(size) is { } side ? preprocessing with { InputSize = side } : preprocessing,
                Compute = new ComputeOptions { Device = parsed.GetValue(device)!, Precision = parsed.GetValue(precision) },
            };
            if (parsed.GetValue(whole))
                options = options with { ConfoundingEvery = 1, MaskerEvery = 1 };
            using var ours = new OurTrainer(options);
            using var peer = new EagerPyTorch("train", PeerSettings(ours.Options, ours.Words));
            var figures = Measure(ours, peer, options, rounds: parsed.GetValue(quick) ? 2 : 8);
            Report(figures, options, peer.Version, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static object PeerSettings(TrainingOptions options, int words) => new
    {
        options.Geometry, options.Threads, options.Seed, options.Compute.Device, side = options.Preprocessing.InputSize, batch = options.BatchSize, words,
        options.LearningRate, options.MaskerLearningRate, options.WeightDecay, options.GradientClip,
        options.ConfoundingEvery, options.ConfoundingWeight, options.MaskerEvery, options.MaskerConfoundingWeight, options.ConfoundingCap,
    };

    private static TrainingFigures Measure(OurTrainer ours, EagerPyTorch peer, TrainingOptions options, int rounds)
    {
        var steps = Math.Max(options.ConfoundingEvery, options.MaskerEvery); // a whole turn of the schedule
        ours.Seconds(steps);
        peer.Seconds(steps);
        var pairs = Enumerable.Range(0, rounds).Select(_ => (Ours: ours.Seconds(steps), Peer: peer.Seconds(steps))).ToArray();
        var ratios = pairs.Select(pair => pair.Peer / pair.Ours).Order().ToArray();
        double images = steps * options.BatchSize;
        return new TrainingFigures(Pairs.Percentile(ratios, 0.5), images / Pairs.Percentile(pairs.Select(pair => pair.Ours), 0.5),
            images / Pairs.Percentile(pairs.Select(pair => pair.Peer), 0.5), ratios[0], ratios[^1]);
    }

    private static void Report(TrainingFigures figures, TrainingOptions options, string torch, bool json)
    {
        Output.Say(FormattableString.Invariant($"""
            width {options.Geometry.Width}, {options.Preprocessing.InputSize} px, batch {options.BatchSize}, {options.Threads} threads, {options.Compute.Device}, {options.Compute.Precision}; confounding head every {options.ConfoundingEvery}, maskers every {options.MaskerEvery} steps
            ours                      {figures.ImagesPerSecond,8:F2} images/s
            PyTorch {torch,-17} {figures.PeerImagesPerSecond,8:F2} images/s
            ratio                     {figures.Ratio,8:F2} (turns from {figures.LowestRatio:F2} to {figures.HighestRatio:F2})
            load of the machine       {MachineLoad.Average()} (1 min)
            """));
        if (json)
            Output.WriteJson(new
            {
                figures.Ratio, figures.ImagesPerSecond, figures.PeerImagesPerSecond, figures.LowestRatio, figures.HighestRatio, torch, options.Threads, options.BatchSize,
                options.Preprocessing.InputSize, options.Geometry, options.ConfoundingEvery, options.MaskerEvery, device = options.Compute.Device, precision = options.Compute.Precision.ToString(), load = MachineLoad.Average(),
            });
    }
}
