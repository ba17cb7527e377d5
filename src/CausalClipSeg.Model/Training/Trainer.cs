using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>Learns a bundle from pictures, masks and sentences; resumable, and the same for the same options and data.</summary>
public sealed class Trainer(TrainingOptions options, TimeProvider time)
{
    private const int EpochSampleSeed = 17;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(15);

    /// <summary>Free bytes on the disk of a folder.</summary>
    internal Func<string, long> FreeSpace { get; init; } = folder => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Runs to the end and writes the bundle, or leaves a checkpoint when cancelled. All data are read and checked before the first step.</summary>
    /// <exception cref="TrainingRefusedException">An option makes no sense, or the output folder holds another run or a bundle.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no number any more.</exception>
    /// <exception cref="TrainingDataException">A list is empty, a picture unreadable, a mask of another size than its picture.</exception>
    /// <exception cref="TrainingSpaceException">The disk has no room for the checkpoint.</exception>
    public TrainingResult Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        LibTorch.EnsureLoaded();
        TrainingLimits.Require(options);
        RunFolder.Require(options);
        var started = time.GetTimestamp();
        var start = TrainingStart.From(options);
        var run = start.Options;
        var validation = SampleList.Read(run.ValidationList);
        SampleCheck.All(validation, cancellation);
        Sample[] training = [.. run.TrainingLists.SelectMany(SampleList.Read)];
        var store = SampleStore.Read(training, run.Preprocessing, cancellation);
        if (run.Threads > 0)
            set_num_threads(run.Threads);
        Directory.CreateDirectory(run.OutputFolder);

        using var learner = new Learner(start with { Fingerprint = RunFingerprint.Of(start, store) });
        if (run.Resume)
            learner.Restore();
        TrainingSpace.Require(run.OutputFolder, learner.CheckpointBytes, FreeSpace);
        if (!run.Resume)
            TrainingCheckpoint.Forget(run.OutputFolder);
        var source = new BatchSource(store, start.Tokenizer, new Augmentation(run.Augmentation, start.Grammar), run, learner.Device);
        using (LearningHeap.For(learner.Device))
        using (var log = new MetricsLog(run.OutputFolder, learner.StepsDone))
            Learn(learner, source, Some(validation, run.EpochValidationSamples), now =>
            {
                log.Write(now);
                progress?.Report(now);
            }, cancellation);
        cancellation.ThrowIfCancellationRequested();

        var final = Evaluator.Evaluate(learner.Answering, validation, cancellation: cancellation);
        var figures = BundleFigures.Of(learner.Answering, validation, final, SampleList.Shared(training, validation), cancellation);
        BundleWriter.Write(learner.Average, start, figures, learner.StepsDone);
        return new TrainingResult(run.OutputFolder, final, learner.StepsDone, time.GetElapsedTime(started));
    }

    private void Learn(Learner learner, BatchSource source, IReadOnlyList<Sample> judging, Action<TrainingProgress> report, CancellationToken cancellation)
    {
        var schedule = new LearningSchedule(options.WarmupSteps, source.StepsPerEpoch * options.Epochs);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var batches = source.From(learner.StepsDone, schedule.TotalSteps, stop.Token);
        var saved = time.GetTimestamp();
        try
        {
            while (learner.StepsDone < schedule.TotalSteps && !cancellation.IsCancellationRequested)
            {
                var begun = time.GetTimestamp();
                using var batch = BatchSource.Next(batches, cancellation);
                if (batch is null)
                    break;
                var pace = schedule.At(learner.StepsDone);
                var round = learner.Learn(batch, pace);
                var elapsed = time.GetElapsedTime(begun);
                var epochEnded = learner.StepsDone % source.StepsPerEpoch == 0;
                var judged = epochEnded ? Evaluator.Evaluate(learner.Answering, judging, cancellation: CancellationToken.None) : null;
                report(new TrainingProgress
                {
                    Step = learner.StepsDone, TotalSteps = schedule.TotalSteps, Epoch = learner.StepsDone / (double)source.StepsPerEpoch,
                    Loss = round.Loss, ConfoundingLoss = round.ConfoundingLoss, Dice = round.Dice, LearningRate = options.LearningRate * pace,
                    ImagesPerSecond = batch.Size / elapsed.TotalSeconds, ValidationDice = judged?.Dice, ValidationIou = judged?.Iou,
                });
                if (learner.StepsDone % options.CheckpointEvery == 0 || epochEnded && time.GetElapsedTime(saved) >= ShortestPause)
                {
                    learner.Save();
                    saved = time.GetTimestamp();
                }
            }
        }
        finally
        {
            stop.Cancel(); // whatever ends the learning ends the making of batches
        }
        learner.Save();
    }

    private static IReadOnlyList<Sample> Some(IReadOnlyList<Sample> all, int count)
    {
        if (count <= 0 || count >= all.Count)
            return all;
        var shuffled = all.ToArray();
        new Random(EpochSampleSeed).Shuffle(shuffled);
        return shuffled[..count];
    }
}
