using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.CommandLine;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Benchmarks.Learning;

/// <summary>Plays the months through the running service: labels are imported, the label-count trigger fires, the trainer trains, judges and promotes by itself.</summary>
internal sealed class YearPlayer(YearOfLabels year, string firstBundle, IReadOnlyDictionary<string, string?> settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    /// <param name="ownTrainer">Null: the trainer is in this process. Else it starts one, which this player kills in the first months.</param>
    public async Task<PlayedYear> PlayAsync(int goodMonths, TrainerProcess? ownTrainer, int kills, Action<PlayedMonth> told, CancellationToken cancellation)
    {
        var roles = ownTrainer is null ? PipelineRoles.Trainer : PipelineRoles.Intake;
        await using var host = PipelineHost.Build(roles, settings);
        await PipelineHost.StartAsync(host, cancellation).ConfigureAwait(false);
        using var started = ownTrainer;
        ownTrainer?.Start();
        var start = Dice(firstBundle, cancellation);
        var months = new List<PlayedMonth>();
        var killed = 0;
        foreach (var (labels, month) in year.Months.Select((labels, i) => (labels, i + 1)))
        {
            var bad = month > goodMonths;
            var refused = await LabelsCommand.ImportAsync(host.Services, year.Folder, bad ? YearOfLabels.Shuffled(labels) : labels, cancellation).ConfigureAwait(false);
            if (refused.Count > 0)
                throw new InvalidDataException(refused[0]);
            if (ownTrainer is not null && killed < kills)
                killed += await KillAsync(host, ownTrainer, month, cancellation).ConfigureAwait(false);
            var judged = await JudgedAsync(host, month, cancellation).ConfigureAwait(false);
            var champion = await host.Services.GetRequiredService<ChampionModel>().GetAsync(cancellation).ConfigureAwait(false);
            var promoted = champion.Record.Id == judged?.Id;
            months.Add(new PlayedMonth(month, bad, promoted, promoted ? Dice(champion.Bundle.Folder, cancellation) : months.LastOrDefault()?.FrozenDice ?? start, champion.Bundle.WeightsSha256, judged?.Reason));
            told(months[^1]);
        }
        await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return new PlayedYear(start, months, killed);
    }

    private double Dice(string bundle, CancellationToken cancellation)
    {
        using var segmenter = Segmenter.Load(ModelBundle.Load(bundle));
        return Evaluator.Evaluate(segmenter, SampleList.Read(year.FrozenList), cancellation: cancellation).Dice;
    }

    /// <summary>Waits until the month's run has ended and the gate has answered; null where the run failed.</summary>
    private static async Task<ModelRecord?> JudgedAsync(WebApplication host, int month, CancellationToken cancellation)
    {
        var store = host.Services.GetRequiredService<PipelineStore>();
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until; await Task.Delay(500, cancellation).ConfigureAwait(false))
        {
            var (run, model) = await store.ReadAsync(async db =>
            {
                var ended = await db.TrainingRuns.OrderBy(r => r.RequestedAt).Skip(month - 1).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
                return (ended, await db.Models.SingleOrDefaultAsync(m => ended != null && m.Id == ended.CandidateModelId, cancellation).ConfigureAwait(false));
            }, cancellation).ConfigureAwait(false);
            if (run?.State == TrainingState.Failed)
                throw new InvalidDataException($"The run of month {month} failed: {run.Reason}");
            if (model is { State: not ModelState.Candidate })
                return model;
        }
        throw new TimeoutException($"Month {month} was not judged within {Patience}.");
    }

    /// <summary>Kills the trainer once the month's run has made some steps, and starts another.</summary>
    private static async Task<int> KillAsync(WebApplication host, TrainerProcess trainer, int month, CancellationToken cancellation)
    {
        var store = host.Services.GetRequiredService<PipelineStore>();
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until; await Task.Delay(100, cancellation).ConfigureAwait(false))
        {
            var run = await store.ReadAsync(db => db.TrainingRuns.OrderBy(r => r.RequestedAt).Skip(month - 1).FirstOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
            if (run is { State: TrainingState.Running, Step: > 0 })
            {
                trainer.Kill();
                trainer.Start();
                return 1;
            }
            if (run?.State is TrainingState.Succeeded or TrainingState.Failed)
                return 0;
        }
        return 0;
    }
}
