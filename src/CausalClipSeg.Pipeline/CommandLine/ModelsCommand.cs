using System.CommandLine;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Retraining;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Operator verbs over models: list, retrain.</summary>
internal static class ModelsCommand
{
    private static readonly TimeSpan Lease = TimeSpan.FromDays(1);

    public static Command Create() => new("models", "Lists models; trains a candidate from the accumulated labels.") { List(), Retrain() };

    private static Command List()
    {
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("list", "Champion, candidates and retired models.") { json, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = PipelineHost.Build(PipelineRoles.None, Settings.Parse(parsed.GetValue(settings)));
            var models = await host.Services.GetRequiredService<PipelineStore>().ReadAsync(db => db.Models.OrderByDescending(m => m.CreatedAt)
                .Select(m => new { m.Id, m.Name, m.Version, m.State, m.WeightsSha256, m.Path, m.ParentId, m.CreatedAt, m.PromotedAt, m.MetricsJson })
                .ToListAsync(cancellation), cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(models);
            else
                foreach (var m in models)
                    Console.Out.WriteLine($"{m.Id}  {m.State,-9}  {m.Name} {m.Version}  {m.WeightsSha256[..12]}  {m.CreatedAt:u}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Retrain()
    {
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("retrain", "Trains a candidate from the accumulated labels, in this process.") { json, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = PipelineHost.Build(PipelineRoles.None, Settings.Parse(parsed.GetValue(settings)));
            var runs = host.Services.GetRequiredService<TrainingRuns>();
            var trainer = host.Services.GetRequiredService<RunTrainer>();
            var id = await runs.QueueNowAsync("operator", cancellation).ConfigureAwait(false);
            var run = await runs.ClaimAsync($"{Environment.MachineName}/{Environment.ProcessId}", Lease, id, cancellation).ConfigureAwait(false)
                ?? throw new RefusedException($"Another trainer has taken run {id}; `models list` will show its candidate.");
            var candidate = await trainer.RunAsync(run, TrainingBar.Lines(), cancellation).ConfigureAwait(false)
                ?? throw new RefusedException(await ReasonAsync(host, id, cancellation).ConfigureAwait(false));
            var result = new { run = id, candidate = candidate.Id, candidate.Name, candidate.Version, candidate.Path, candidate.WeightsSha256 };
            if (parsed.GetValue(json))
                Output.WriteJson(result);
            else
                Output.Say($"Candidate {candidate.Name} {candidate.Version} at {candidate.Path}");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> ReasonAsync(WebApplication host, Guid run, CancellationToken cancellation) =>
        await host.Services.GetRequiredService<PipelineStore>().ReadAsync(
            db => db.TrainingRuns.Where(r => r.Id == run).Select(r => r.Reason).SingleAsync(cancellation), cancellation).ConfigureAwait(false)
        ?? "The training run failed.";
}
