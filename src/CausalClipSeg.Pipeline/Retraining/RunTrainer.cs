using System.Text.Json;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Datasets;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>
/// One training run: the labels of now, the champion's weights, the full training of the model project, a candidate bundle on record. A run that a dead trainer
/// left goes on from its checkpoint.
/// </summary>
public sealed class RunTrainer(
    TrainingRuns runs, LabelSnapshot labels, ChampionModel champion, InstanceStore files, IOptions<RetrainingOptions> options, CrashPoints crash, TimeProvider clock)
{
    /// <returns>The candidate, or null when the run has failed for a recorded reason.</returns>
    public async Task<ModelRecord?> RunAsync(TrainingRun run, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var folder = Path.Combine(files.RunsFolder, run.Id.ToString("n"));
        var settings = options.Value;
        var snapshot = await labels.WriteAsync(Path.Combine(folder, "data"), cancellation).ConfigureAwait(false);
        if (snapshot.Labels < settings.MinimumLabels)
        {
            await runs.FailAsync(run.Id, $"There are {snapshot.Labels} labels; Retraining:MinimumLabels asks for {settings.MinimumLabels}.", cancellation).ConfigureAwait(false);
            return null;
        }
        var parent = await champion.GetAsync(cancellation).ConfigureAwait(false);
        var training = Options(run, folder, snapshot, parent, settings);
        try
        {
            var result = await crash.During(CrashPoints.DuringTraining, Task.Run(() => new Trainer(training, clock).Run(progress, cancellation), cancellation)).ConfigureAwait(false);
            var candidate = Candidate(result, parent);
            await runs.SucceedAsync(run.Id, candidate, snapshot.Labels, folder, cancellation).ConfigureAwait(false);
            return candidate;
        }
        catch (Exception unusable) when (unusable is TrainingDataException or BundleException or IOException)
        {
            await runs.FailAsync(run.Id, unusable.Message, cancellation).ConfigureAwait(false);
            return null;
        }
    }

    private static TrainingOptions Options(TrainingRun run, string folder, Snapshot snapshot, ChampionBundle parent, RetrainingOptions settings) => new()
    {
        TrainingLists = [snapshot.TrainingList],
        ValidationList = snapshot.ValidationList,
        OutputFolder = Path.Combine(folder, "bundle"),
        InitialBundle = parent.Bundle.Folder,
        BundleName = parent.Manifest.Name,
        BundleVersion = $"{parent.Manifest.Version}+{run.Id:n}"[..Math.Min(64, parent.Manifest.Version.Length + 33)],
        Epochs = settings.Epochs,
        BatchSize = settings.BatchSize,
        LearningRate = settings.LearningRate,
        WarmupSteps = 1,
        Resume = true,
    };

    private ModelRecord Candidate(TrainingResult result, ChampionBundle parent)
    {
        var manifest = ModelBundle.Load(result.BundleFolder).Manifest;
        return new ModelRecord
        {
            Name = manifest.Name,
            Version = manifest.Version,
            WeightsSha256 = manifest.WeightsSha256,
            Path = result.BundleFolder,
            ParentId = parent.Record.Id,
            CreatedAt = clock.GetUtcNow(),
            MetricsJson = JsonSerializer.Serialize(result.Validation, JsonSerializerOptions.Web),
        };
    }
}
