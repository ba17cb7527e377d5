using System.Text.Json;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Pictures;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>
/// One training run: its plan, the champion's weights, the full training of the model project, a candidate bundle in the model store. A run that a dead trainer
/// left goes on with the same data, the same parent, and from its checkpoint.
/// </summary>
public sealed class RunTrainer(
    TrainingRuns runs, TrainingPlans plans, ChampionModel champion, ModelStore models, InstanceStore files, IOptions<RetrainingOptions> options, CrashPoints crash,
    TimeProvider clock)
{
    private const int MostFruitless = 10;
    private const string Checkpoint = "checkpoint.safetensors";
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <returns>The candidate, or null when the run has failed for a recorded reason.</returns>
    public async Task<ModelRecord?> RunAsync(TrainingRun run, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var folder = Path.Combine(files.RunsFolder, run.Id.ToString("n"));
        try
        {
            if (await runs.TakeUpAsync(run.Id, CheckpointTime(folder), cancellation).ConfigureAwait(false) > MostFruitless)
            {
                await runs.FailAsync(run.Id,
                    $"It was begun {MostFruitless} times in succession and ended its trainer each time without a new checkpoint, last heard of at step {run.Step}. Look for the reason in the logs of the kernel and of the service (memory, processor, driver), then ask for another run.",
                    cancellation).ConfigureAwait(false);
                return null;
            }
            var plan = await plans.OfAsync(run, folder, cancellation).ConfigureAwait(false);
            if (plan.Labels < options.Value.MinimumLabels)
            {
                await runs.FailAsync(run.Id, $"There are {plan.Labels} labels; Retraining:MinimumLabels asks for {options.Value.MinimumLabels}.", cancellation).ConfigureAwait(false);
                return null;
            }
            var parent = await champion.OfAsync(plan.ParentId, cancellation).ConfigureAwait(false);
            var training = Options(run, folder, plan, parent);
            var result = await crash.During(CrashPoints.DuringTraining, Task.Run(() => Train(training, progress, cancellation), cancellation)).ConfigureAwait(false);
            var candidate = models.Keep(result.BundleFolder, parent.Record.Id, JsonSerializer.Serialize(result.Validation, Json));
            await runs.SucceedAsync(run.Id, candidate, cancellation).ConfigureAwait(false);
            File.Delete(Path.Combine(result.BundleFolder, Checkpoint));
            return candidate;
        }
        // Whatever a run meets ends the run; what ends the service is for the worker to judge.
        catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException) && !Outage.IsWaitedOut(failure))
        {
            await runs.FailAsync(run.Id, failure.Message, cancellation).ConfigureAwait(false);
            return null;
        }
    }

    private TrainingResult Train(TrainingOptions training, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var told = new CurvesOfEpochs(training.OutputFolder, progress);
        try
        {
            return new Trainer(training, clock).Run(told, cancellation);
        }
        catch (TrainingRefusedException)
        {
            // The checkpoint was made under settings or by a version of another day: those of now are asked for, so the run begins anew.
            return new Trainer(training with { Resume = false, Overwrite = true }, clock).Run(told, cancellation);
        }
    }

    /// <summary>To the millisecond, which every database keeps.</summary>
    private static DateTimeOffset? CheckpointTime(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, "bundle", Checkpoint));
        return file.Exists ? DateTimeOffset.FromUnixTimeMilliseconds(new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds()) : null;
    }

    private TrainingOptions Options(TrainingRun run, string folder, TrainingPlan plan, ChampionBundle parent)
    {
        var settings = options.Value;
        return new TrainingOptions
        {
            TrainingLists = [Path.Combine(folder, TrainingPlans.TrainingList), .. settings.ReplayLists],
            ValidationList = Path.Combine(folder, TrainingPlans.ValidationList),
            OutputFolder = Path.Combine(folder, "bundle"),
            InitialBundle = parent.Bundle.Folder,
            BundleName = parent.Manifest.Name,
            BundleVersion = Version(parent.Manifest.Version, run.Id),
            TrainingNote = $"From {parent.Manifest.Name} {parent.Manifest.Version}: {settings.Epochs} epochs over {plan.Labels} labels of snapshot {plan.SnapshotId}, old ones replayed with the new.",
            Seed = settings.Seed,
            Epochs = settings.Epochs,
            BatchSize = settings.BatchSize,
            LearningRate = settings.LearningRate,
            MaskerLearningRate = settings.LearningRate / 2,
            WarmupSteps = 10,
            Augmentation = new AugmentationOptions { OtherSide = settings.OtherSideQuestions },
            CheckpointEvery = settings.CheckpointEvery,
            Threads = settings.Threads,
            Resume = true,
        };
    }

    /// <summary>0.1.0 -> 0.1.0+5f3a… -> 0.1.0+77c1…: the base version and the run.</summary>
    private static string Version(string parents, Guid run) => $"{parents.Split('+')[0]}+{run.ToString("n")[^12..]}";
}
