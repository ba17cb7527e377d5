using System.Data.Common;
using System.Text.Json;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Datasets;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Pictures;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>
/// One training run: the labels of now frozen, the champion's weights, the full training of the model project, a candidate bundle in the model store. A run
/// that a dead trainer left goes on with the same data, the same parent, and from its checkpoint.
/// </summary>
public sealed class RunTrainer(
    TrainingRuns runs, SnapshotMaker snapshots, ChampionModel champion, ModelStore models, PipelineStore store, InstanceStore files, IOptions<RetrainingOptions> options,
    CrashPoints crash, TimeProvider clock)
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
            var plan = await PlanAsync(run, folder, cancellation).ConfigureAwait(false);
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
        catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException or DbException or DatabaseUnavailableException) && !Outage.Is(failure))
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

    /// <summary>What the run trains on and from, decided once and written down.</summary>
    private async Task<Plan> PlanAsync(TrainingRun run, string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, "plan.json");
        if (File.Exists(path))
            return await ReadAsync(path, cancellation).ConfigureAwait(false);
        Directory.CreateDirectory(folder);
        var parent = await champion.GetAsync(cancellation).ConfigureAwait(false);
        var snapshot = await snapshots.MakeAsync(cancellation).ConfigureAwait(false);
        var lines = ManifestLine.Read(files.Full(snapshot.Path));
        var learnt = await LearntAsync(parent.Record.Id, cancellation).ConfigureAwait(false);
        var training = ReplayList.Choose(lines, learnt, options.Value.Replay);
        var validation = lines.Where(line => line.Split == SplitSide.Validation && line.Verdict != LabelVerdict.WrongSide).ToList();
        // Too few patients to set anybody aside: the run watches itself on what it trains on. Judging is done on the test side in any case.
        await WriteAsync(folder, "train.jsonl", snapshot, training.Count > 0 ? training : validation, cancellation).ConfigureAwait(false);
        await WriteAsync(folder, "valid.jsonl", snapshot, validation.Count > 0 ? validation : training, cancellation).ConfigureAwait(false);
        await runs.BeginAsync(run.Id, snapshot, folder, cancellation).ConfigureAwait(false);
        var plan = new Plan(snapshot.Id, parent.Record.Id, training.Count + validation.Count);
        await using (var file = File.Create(path + ".unfinished"))
        {
            await JsonSerializer.SerializeAsync(file, plan, Json, cancellation).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".unfinished", path, overwrite: true);
        return plan;
    }

    private static async Task<Plan> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return JsonSerializer.Deserialize<Plan>(await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false), Json) ?? throw new InvalidDataException($"{path} is empty.");
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"{path} is damaged ({damaged.Message}), so nobody knows on which labels the run began. Ask for another run.", damaged);
        }
    }

    /// <summary>To the millisecond, which every database keeps.</summary>
    private static DateTimeOffset? CheckpointTime(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, "bundle", Checkpoint));
        return file.Exists ? DateTimeOffset.FromUnixTimeMilliseconds(new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds()) : null;
    }

    /// <summary>What the champion was trained on; null where it did not come out of a run.</summary>
    private async Task<IReadOnlyList<ManifestLine>?> LearntAsync(Guid championId, CancellationToken cancellation)
    {
        var path = await store.ReadAsync(db => db.TrainingRuns.Where(r => r.CandidateModelId == championId)
            .Join(db.DatasetSnapshots, r => r.SnapshotId, s => s.Id, (r, s) => s.Path).FirstOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        return path is null ? null : ManifestLine.Read(files.Full(path));
    }

    private Task WriteAsync(string folder, string name, DatasetSnapshot snapshot, IReadOnlyList<ManifestLine> lines, CancellationToken cancellation)
    {
        var data = files.Full(snapshot.Path);
        return File.WriteAllLinesAsync(Path.Combine(folder, name), lines.Select(line => (line with
        {
            Image = Path.GetFullPath(Path.Combine(data, line.Image)), Mask = Path.GetFullPath(Path.Combine(data, line.Mask)),
        }).ToJson()), cancellation);
    }

    private TrainingOptions Options(TrainingRun run, string folder, Plan plan, ChampionBundle parent)
    {
        var settings = options.Value;
        return new TrainingOptions
        {
            TrainingLists = [Path.Combine(folder, "train.jsonl"), .. settings.ReplayLists],
            ValidationList = Path.Combine(folder, "valid.jsonl"),
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

    private sealed record Plan(Guid SnapshotId, Guid ParentId, int Labels);
}
