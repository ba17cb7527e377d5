using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.CommandLine;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Benchmarks.Learning;

/// <summary>Plays the months through the running service: labels are imported, the label-count trigger fires, the trainer trains, judges and promotes by itself.</summary>
internal sealed class YearPlayer(YearOfLabels year, string firstBundle, IReadOnlyDictionary<string, string?> settings, Action<PlayedMonth> told)
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    /// <param name="before">What was played on the same records already.</param>
    /// <param name="until">The last month to play.</param>
    /// <param name="goodMonths">From the month after this the labels are shuffled.</param>
    /// <param name="ownTrainer">Null: the trainer is in this process. Else it starts one, which this player kills once in each of the first months.</param>
    /// <param name="kills">How often.</param>
    public async Task<PlayedYear> PlayAsync(PlayedYear? before, int until, int goodMonths, CancellationToken cancellation, TrainerProcess? ownTrainer = null, int kills = 0)
    {
        await using var host = PipelineHost.Build(ownTrainer is null ? PipelineRoles.Trainer : PipelineRoles.Intake, settings);
        await PipelineHost.StartAsync(host, cancellation).ConfigureAwait(false);
        using var started = ownTrainer;
        ownTrainer?.Start();
        var played = before ?? new PlayedYear(Dice(firstBundle, cancellation), [], 0);
        for (var month = played.Months.Count + 1; month <= until; month++)
        {
            var bad = month > goodMonths;
            var labels = year.Months[month - 1];
            var refused = await LabelsCommand.ImportAsync(host.Services, year.Folder, bad ? YearOfLabels.Shuffled(labels) : labels, cancellation).ConfigureAwait(false);
            if (refused.Count > 0)
                throw new InvalidDataException(refused[0]);
            if (ownTrainer is not null && played.Kills < kills)
                played = played with { Kills = played.Kills + await KillAsync(host, ownTrainer, month, cancellation).ConfigureAwait(false) };
            played = await EndAsync(host, played, month, bad, cancellation).ConfigureAwait(false);
            told(played.Months[^1]);
        }
        await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return played;
    }

    private async Task<PlayedYear> EndAsync(WebApplication host, PlayedYear played, int month, bool bad, CancellationToken cancellation)
    {
        var judged = await JudgedAsync(host, month, cancellation).ConfigureAwait(false);
        var champion = await host.Services.GetRequiredService<ChampionModel>().GetAsync(cancellation).ConfigureAwait(false);
        var promoted = champion.Record.Id == judged.Id;
        var dice = promoted ? Dice(champion.Bundle.Folder, cancellation) : played.DiceEnd;
        return played with { Months = [.. played.Months, new PlayedMonth(month, bad, promoted, dice, champion.Bundle.WeightsSha256, judged.Reason)] };
    }

    private double Dice(string bundle, CancellationToken cancellation)
    {
        using var segmenter = Segmenter.Load(ModelBundle.Load(bundle));
        return Evaluator.Evaluate(segmenter, SampleList.Read(year.FrozenList), cancellation: cancellation).Dice;
    }

    /// <summary>Waits until the month's run has ended and the gate has answered.</summary>
    private static async Task<ModelRecord> JudgedAsync(WebApplication host, int month, CancellationToken cancellation)
    {
        var store = host.Services.GetRequiredService<PipelineStore>();
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until; await Task.Delay(500, cancellation).ConfigureAwait(false))
        {
            var (run, model) = await store.ReadAsync(async db =>
            {
                var ended = await RunAsync(db, month, cancellation).ConfigureAwait(false);
                return (ended, await db.Models.SingleOrDefaultAsync(m => ended != null && m.Id == ended.CandidateModelId, cancellation).ConfigureAwait(false));
            }, cancellation).ConfigureAwait(false);
            if (run?.State == TrainingState.Failed)
                throw new InvalidDataException($"The run of month {month} failed: {run.Reason}");
            if (model is { State: not ModelState.Candidate })
                return model;
        }
        throw new TimeoutException($"Month {month} was not judged within {Patience}.");
    }

    /// <summary>Kills the trainer once the month's run has left a checkpoint to go on from, and starts another.</summary>
    private static async Task<int> KillAsync(WebApplication host, TrainerProcess trainer, int month, CancellationToken cancellation)
    {
        var store = host.Services.GetRequiredService<PipelineStore>();
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until; await Task.Delay(100, cancellation).ConfigureAwait(false))
        {
            var run = await store.ReadAsync(db => RunAsync(db, month, cancellation), cancellation).ConfigureAwait(false);
            if (run is { State: TrainingState.Running, OutputPath: { } folder } && File.Exists(Path.Combine(folder, "bundle", "checkpoint.safetensors")))
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

    private static Task<TrainingRun?> RunAsync(PipelineDbContext db, int month, CancellationToken cancellation) =>
        db.TrainingRuns.OrderBy(r => r.RequestedAt).Skip(month - 1).FirstOrDefaultAsync(cancellation);
}
