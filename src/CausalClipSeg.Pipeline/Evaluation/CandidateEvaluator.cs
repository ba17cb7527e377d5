using System.Text.Json;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Datasets;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Retraining;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>One evaluation: both bundles loaded and checked, every frozen case asked of both, the comparison and its report written.</summary>
public sealed class CandidateEvaluator(
    Evaluations evaluations, ChampionModel models, PipelineStore store, InstanceStore files, DeviceTurns turns, LearntModels learnt, IOptions<RetrainingOptions> options,
    IOptions<PromotionOptions> policy)
{
    public async Task RunAsync(ModelEvaluation evaluation, CancellationToken cancellation)
    {
        try
        {
            var comparison = await CompareAsync(evaluation, cancellation).ConfigureAwait(false);
            await evaluations.FinishAsync(evaluation.Id, Folder(evaluation), comparison, cancellation).ConfigureAwait(false);
        }
        // Whatever an evaluation meets ends the evaluation; what ends the service is for the worker to judge.
        catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException) && !Outage.IsWaitedOut(failure))
        {
            await evaluations.FailAsync(evaluation.Id, failure.Message, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<Comparison> CompareAsync(ModelEvaluation evaluation, CancellationToken cancellation)
    {
        var (champion, candidate) = (await models.OfAsync(evaluation.ChampionId, cancellation).ConfigureAwait(false), await models.OfAsync(evaluation.CandidateId, cancellation).ConfigureAwait(false));
        var path = await store.ReadAsync(db => db.DatasetSnapshots.Where(s => s.Id == evaluation.SnapshotId).Select(s => s.Path).SingleOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false)
            ?? throw new InvalidDataException("There is no snapshot to judge on; labels make one.");
        var data = files.Full(path);
        var lines = ManifestLine.Read(data).Where(line => line.Split == SplitSide.Test).ToList();
        // One that is being made elsewhere is a look as well.
        var looks = 1 + await store.ReadAsync(db => db.ModelEvaluations.CountAsync(
            e => e.Id != evaluation.Id && (e.State == EvaluationState.Finished || e.State == EvaluationState.Running), cancellation), cancellation).ConfigureAwait(false);
        var excluded = (await learnt.OfExcludedAsync(cancellation).ConfigureAwait(false)).FirstOrDefault(m => m.Id == evaluation.CandidateId && m.Through == m.Version)?.Labels ?? 0;
        var before = await ReferenceBeforeAsync(cancellation).ConfigureAwait(false);
        var earlier = await EarlierAsync(evaluation.ChampionId, cancellation).ConfigureAwait(false);
        return await Task.Run(async () =>
        {
            using var first = Segmenter.Load(champion.Bundle);
            using var second = Segmenter.Load(candidate.Bundle);
            var (a, b) = (champion.Manifest.Threshold, candidate.Manifest.Threshold);
            var frozen = new FrozenCases(first, second, a, b, earlier);
            var yield = TimeSpan.FromMilliseconds(options.Value.YieldMilliseconds);
            void Pause(int _) => turns.YieldToInference(yield, cancellation);
            var reference = policy.Value.ReferenceLists.Select(list => ReferenceCases.Read(list, options.Value.ReplayLists)
                .Judge(new FrozenCases(first, second, a, b, earlier), before.GetValueOrDefault(list), Pause, cancellation)).ToList();
            var cases = frozen.Judge(data, lines, Pause, cancellation);
            var comparison = Comparison.Of(cases, looks,
                (champion.Manifest.Version, champion.Bundle.WeightsSha256, frozen.Champion), (candidate.Manifest.Version, candidate.Bundle.WeightsSha256, frozen.Candidate))
                with { Tail = AlphaSpending.Tail(looks, policy.Value.FalsePromotionRate), Reference = reference, ExcludedLabels = excluded };
            var changes = ChangePicture.Render(data, cases, first, second, a, b);
            await EvaluationReport.WriteAsync(files.Full(Folder(evaluation)), comparison, cases, changes, cancellation).ConfigureAwait(false);
            return comparison;
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>What the champion was judged on when it was a candidate; nothing for one that came from elsewhere.</summary>
    private async Task<IReadOnlySet<string>> EarlierAsync(Guid championId, CancellationToken cancellation)
    {
        var path = await store.ReadAsync(db => db.ModelEvaluations.Where(e => e.CandidateId == championId && e.State == EvaluationState.Finished)
            .Join(db.DatasetSnapshots, e => e.SnapshotId, s => s.Id, (e, s) => new { e.Passed, e.FinishedAt, s.Path })
            .OrderByDescending(e => e.Passed == true).ThenByDescending(e => e.FinishedAt).Select(e => e.Path).FirstOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        return path is null ? new HashSet<string>() : ManifestLine.Read(files.Full(path)).Where(line => line.Split == SplitSide.Test).Select(line => line.Key).ToHashSet();
    }

    /// <summary>The locked lists' hashes at the comparison before.</summary>
    private async Task<Dictionary<string, string>> ReferenceBeforeAsync(CancellationToken cancellation)
    {
        var figures = await store.ReadAsync(db => db.ModelEvaluations.Where(e => e.State == EvaluationState.Finished).OrderByDescending(e => e.FinishedAt)
            .Select(e => e.SummaryJson).FirstOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        var comparison = figures is null ? null : JsonSerializer.Deserialize<Comparison>(figures, JsonSerializerOptions.Web);
        return (comparison?.Reference ?? []).DistinctBy(list => list.List).ToDictionary(list => list.List, list => list.Sha256);
    }

    private static string Folder(ModelEvaluation evaluation) => Path.Combine("evaluations", evaluation.Id.ToString("n"));
}
