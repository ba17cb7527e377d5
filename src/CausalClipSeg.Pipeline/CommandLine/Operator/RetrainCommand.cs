using System.CommandLine;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Evaluation;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Promotion;
using CausalClipSeg.Pipeline.Retraining;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>models retrain [--no-judge]</c>: the whole learning line in this process, from the labels to the gate's answer.</summary>
internal static class RetrainCommand
{
    public static Command Create()
    {
        var unjudged = new Option<bool>("--no-judge") { Description = "Stop at the candidate; neither judge nor promote it." };
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("retrain", "Trains a candidate from the accumulated labels, judges it against the champion, and promotes or refuses it.") { unjudged, json, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = PipelineHost.Build(PipelineRoles.None, Settings.Parse(parsed.GetValue(settings)));
            await PipelineHost.MigrateAsync(host.Services, cancellation).ConfigureAwait(false);
            var candidate = await TrainAsync(host.Services, cancellation).ConfigureAwait(false);
            Output.Say($"Candidate {candidate.Name} {candidate.Version} at {candidate.Path}");
            var isJudged = true;
            if (!parsed.GetValue(unjudged))
                (candidate, isJudged) = await JudgeAsync(host.Services, candidate, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(new { candidate = candidate.Id, candidate.Name, candidate.Version, candidate.Path, candidate.WeightsSha256, candidate.State, candidate.Reason });
            Output.Say($"{candidate.State}{(candidate.Reason is null ? "" : ": " + candidate.Reason)}");
            return candidate.State == ModelState.Rejected || !isJudged ? ExitCode.Refused : ExitCode.Done;
        });
        return command;
    }

    private static async Task<ModelRecord> TrainAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var (runs, worker, store) = (services.GetRequiredService<TrainingRuns>(), services.GetRequiredService<TrainingWorker>(), services.GetRequiredService<PipelineStore>());
        var id = await runs.RequestAsync(OperatorVerb.Operator, cancellation).ConfigureAwait(false);
        while (await worker.RunNextAsync(id, TrainingBar.Lines(), cancellation).ConfigureAwait(false) is { } done)
            if (done.Id == id)
                break;
        var (run, model) = await store.ReadAsync(async db =>
        {
            var ended = await db.TrainingRuns.SingleAsync(r => r.Id == id, cancellation).ConfigureAwait(false);
            return (ended, await db.Models.SingleOrDefaultAsync(m => m.Id == ended.CandidateModelId, cancellation).ConfigureAwait(false));
        }, cancellation).ConfigureAwait(false);
        return model ?? throw new RefusedException(run.State is TrainingState.Queued or TrainingState.Running
            ? $"Another trainer is at work on this device; run {id} waits for it, and `models runs` shows how far it is."
            : run.Reason ?? "The training run failed.");
    }

    /// <returns>The candidate as it stands now, and false where its evaluation failed.</returns>
    private static async Task<(ModelRecord Candidate, bool IsJudged)> JudgeAsync(IServiceProvider services, ModelRecord candidate, CancellationToken cancellation)
    {
        var evaluation = await services.GetRequiredService<Evaluations>().QueueAsync(candidate.Id, cancellation).ConfigureAwait(false);
        await services.GetRequiredService<EvaluationWorker>().RunNextAsync(evaluation, cancellation).ConfigureAwait(false);
        await services.GetRequiredService<GateVerdicts>().DecideAsync(evaluation, cancellation).ConfigureAwait(false);
        return await services.GetRequiredService<PipelineStore>().ReadAsync(async db => (
            await db.Models.SingleAsync(m => m.Id == candidate.Id, cancellation).ConfigureAwait(false),
            await db.ModelEvaluations.AnyAsync(e => e.Id == evaluation && e.State != EvaluationState.Failed, cancellation).ConfigureAwait(false)), cancellation).ConfigureAwait(false);
    }
}
