using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>The trainer role: claims one run at a time from the database, renews the claim while it trains, and tells how far it has come.</summary>
public sealed partial class TrainingWorker(
    TrainingRuns runs, RunTrainer trainer, DeviceTurns turns, LearningMetrics metrics, IOptions<RetrainingOptions> options, TimeProvider clock, ILogger<TrainingWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostBetweenReports = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private readonly string _owner = Trainers.NewName();

    private TimeSpan Lease => TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Look;
        while (!stoppingToken.IsCancellationRequested)
        {
            var found = false;
            try
            {
                found = await RunNextAsync(null, null, stoppingToken).ConfigureAwait(false) is not null;
                pause = Look;
            }
            catch (Exception away) when (Outage.IsWaitedOut(away))
            {
                Waits(away.Message);
                // A full disk is not free a second later, and each attempt begins with reading all pictures.
                pause = away is IOException && pause < LongestPause ? pause * 2 : pause;
            }
            if (!found)
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>Claims and trains; null when there is nothing to claim. <paramref name="only"/> asks for one run, as the verb does.</summary>
    public async Task<TrainingRun?> RunNextAsync(Guid? only, IProgress<TrainingProgress>? watcher, CancellationToken cancellation)
    {
        using var turn = await turns.LearnAsync(cancellation).ConfigureAwait(false);
        if (await runs.ClaimAsync(_owner, Lease, only, cancellation).ConfigureAwait(false) is not { } run)
            return null;
        Began(run.Id, run.Trigger, run.Attempts);
        await TrainAsync(run, watcher, cancellation).ConfigureAwait(false);
        return run;
    }

    private async Task TrainAsync(TrainingRun run, IProgress<TrainingProgress>? watcher, CancellationToken stopping)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var pace = new TrainingPace(clock, turns, TimeSpan.FromMilliseconds(options.Value.YieldMilliseconds), watcher, lost.Token);
        var training = trainer.RunAsync(run, pace, lost.Token);
        var interval = Lease / 3 < MostBetweenReports ? Lease / 3 : MostBetweenReports;
        while (await Task.WhenAny(training, Task.Delay(interval, clock, stopping)).ConfigureAwait(false) != training && !stopping.IsCancellationRequested)
            if (!await HoldAsync(run, pace, stopping).ConfigureAwait(false))
                await lost.CancelAsync().ConfigureAwait(false);
        try
        {
            var candidate = await training.ConfigureAwait(false);
            metrics.RunEnded(candidate is null ? "failed" : "succeeded");
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            TakenOver(run.Id);
        }
        catch (Exception pause) when (pause is OperationCanceledException || Outage.Is(pause))
        {
            await runs.GiveBackAsync(run.Id, _owner, pause is OperationCanceledException ? null : $"It waits: {pause.Message}", CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<bool> HoldAsync(TrainingRun run, TrainingPace pace, CancellationToken stopping)
    {
        try
        {
            if (pace.Latest is { } latest)
                metrics.Training(latest.Epoch, latest.Loss, latest.ValidationDice, pace.Left);
            return await runs.RenewAsync(run.Id, _owner, Lease, pace.Latest, pace.Left, stopping).ConfigureAwait(false);
        }
        catch (Exception away) when (Outage.IsWaitedOut(away))
        {
            // Nobody else can claim the run while the database is away either.
            Waits(away.Message);
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The run is told to stop as well: it is waited for, and given back with its checkpoint.
            return true;
        }
    }

    [LoggerMessage(EventId = 601, Level = LogLevel.Information, Message = "Training run {RunId} begins ({Trigger}), attempt {Attempt}")]
    private partial void Began(Guid runId, string trigger, int attempt);

    [LoggerMessage(EventId = 602, Level = LogLevel.Warning, Message = "Training run {RunId} was taken over by another trainer")]
    private partial void TakenOver(Guid runId);

    [LoggerMessage(EventId = 603, Level = LogLevel.Warning, Message = "The trainer waits: {Reason}")]
    private partial void Waits(string reason);
}
