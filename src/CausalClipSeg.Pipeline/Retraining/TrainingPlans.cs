using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Datasets;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>What a run trains on and from.</summary>
/// <param name="ParentId">The champion of the day on which the run began.</param>
/// <param name="Labels">On the training and the validation side.</param>
public sealed record TrainingPlan(Guid SnapshotId, Guid ParentId, int Labels);

/// <summary>Decides once for each run what it trains on and from, by the labels and the champion of now, and writes it into the run's folder: whoever takes the run up reads it there.</summary>
public sealed class TrainingPlans(TrainingRuns runs, SnapshotMaker snapshots, ChampionModel champion, PipelineStore store, InstanceStore files, IOptions<RetrainingOptions> options)
{
    /// <summary>The names of the run's two lists in its folder.</summary>
    public const string TrainingList = "train.jsonl", ValidationList = "valid.jsonl";
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public async Task<TrainingPlan> OfAsync(TrainingRun run, string folder, CancellationToken cancellation)
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
        await WriteAsync(folder, TrainingList, snapshot, training.Count > 0 ? training : validation, cancellation).ConfigureAwait(false);
        await WriteAsync(folder, ValidationList, snapshot, validation.Count > 0 ? validation : training, cancellation).ConfigureAwait(false);
        await runs.BeginAsync(run.Id, snapshot, folder, cancellation).ConfigureAwait(false);
        var plan = new TrainingPlan(snapshot.Id, parent.Record.Id, training.Count + validation.Count);
        await DurableFile.WriteAsync(path, file => JsonSerializer.SerializeAsync(file, plan, Json, cancellation)).ConfigureAwait(false);
        return plan;
    }

    private static async Task<TrainingPlan> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingPlan>(await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false), Json) ?? throw new InvalidDataException($"{path} is empty.");
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"{path} is damaged ({damaged.Message}), so nobody knows on which labels the run began. Ask for another run.", damaged);
        }
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
}
