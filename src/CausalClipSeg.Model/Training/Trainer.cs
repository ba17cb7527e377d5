using System.Diagnostics;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>Learns a bundle from pictures, masks and sentences; resumable, and the same for the same options and data.</summary>
public sealed class Trainer(TrainingOptions options, TimeProvider time)
{
    private const int EpochSampleSeed = 17;

    /// <summary>Runs to the end, or leaves a checkpoint when cancelled.</summary>
    public TrainingResult Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        LibTorch.EnsureLoaded();
        var started = time.GetTimestamp();
        var start = TrainingStart.From(options);
        var run = start.Options;
        var validation = SampleList.Read(run.ValidationList);
        var store = SampleStore.Read([.. run.TrainingLists.SelectMany(SampleList.Read)], run.Preprocessing, cancellation);
        if (run.Threads > 0)
            set_num_threads(run.Threads);
        Directory.CreateDirectory(run.OutputFolder);

        using var network = start.Network;
        var average = new WeightAverage(network);
        using var answering = new Segmenter(average.Network, start.Tokenizer, run.Preprocessing, ownsNetwork: true);
        var game = new TrainingGame(network, run);
        var checkpoint = new TrainingCheckpoint(network, average, game);
        var done = run.Resume ? checkpoint.Restore(run.OutputFolder) : 0;
        var source = new BatchSource(store, start.Tokenizer, new Augmentation(run.Augmentation, start.Grammar), run);
        var steps = source.StepsPerEpoch * run.Epochs;
        var schedule = new LearningSchedule(run.WarmupSteps, steps);
        using var log = new MetricsLog(run.OutputFolder, append: done > 0);
        var epochSamples = EpochSamples(validation, run.EpochValidationSamples);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var batches = source.From(done, steps, stop.Token);
        while (done < steps && !cancellation.IsCancellationRequested)
        {
            var begun = Stopwatch.GetTimestamp();
            var batch = Next(batches, cancellation);
            if (batch is null)
                break;
            var pace = schedule.At(done);
            var round = game.Play(batch, done, pace);
            done++;
            average.Follow(Math.Min(run.AverageDecay, (1.0 + done) / (10.0 + done)));
            var epochEnded = done % source.StepsPerEpoch == 0;
            var judged = epochEnded ? Evaluator.Evaluate(answering, epochSamples, cancellation: CancellationToken.None) : null;
            var now = new TrainingProgress
            {
                Step = done, TotalSteps = steps, Epoch = done / (double)source.StepsPerEpoch, Loss = round.Loss,
                ConfoundingLoss = round.ConfoundingLoss, Dice = round.Dice, LearningRate = run.LearningRate * pace,
                ImagesPerSecond = batch.Size / Stopwatch.GetElapsedTime(begun).TotalSeconds,
                ValidationDice = judged?.Dice, ValidationIou = judged?.Iou,
            };
            log.Write(now);
            progress?.Report(now);
            if (done % run.CheckpointEvery == 0 || epochEnded)
                checkpoint.Save(run.OutputFolder, done);
        }
        stop.Cancel();
        checkpoint.Save(run.OutputFolder, done);
        cancellation.ThrowIfCancellationRequested();
        var final = Evaluator.Evaluate(answering, validation, cancellation: cancellation);
        BundleWriter.Write(average.Network, start, final);
        return new TrainingResult(run.OutputFolder, final, done, time.GetElapsedTime(started));
    }

    private static Batch? Next(System.Threading.Channels.ChannelReader<Batch> batches, CancellationToken cancellation)
    {
        try
        {
            return batches.ReadAsync(cancellation).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return null; // the checkpoint is written before the run ends
        }
    }

    private static IReadOnlyList<Sample> EpochSamples(IReadOnlyList<Sample> all, int count)
    {
        if (count <= 0 || count >= all.Count)
            return all;
        var shuffled = all.ToArray();
        new Random(EpochSampleSeed).Shuffle(shuffled);
        return shuffled[..count];
    }
}
