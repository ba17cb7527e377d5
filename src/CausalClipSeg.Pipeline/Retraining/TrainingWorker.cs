using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>The trainer role: claims one run at a time from the database and renews the claim while it trains.</summary>
internal sealed partial class TrainingWorker(TrainingRuns runs, RunTrainer trainer, IOptions<RetrainingOptions> options, TimeProvider clock, ILogger<TrainingWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private readonly string _owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():n}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lease = TimeSpan.FromMinutes(options.Value.LeaseMinutes);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await runs.ClaimAsync(_owner, lease, only: null, stoppingToken).ConfigureAwait(false) is { } run)
                await TrainAsync(run, lease, stoppingToken).ConfigureAwait(false);
            else
                await Task.Delay(Look, clock, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task TrainAsync(TrainingRun run, TimeSpan lease, CancellationToken stopping)
    {
        Began(run.Id, run.Trigger);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var training = trainer.RunAsync(run, progress: null, lost.Token);
        while (await Task.WhenAny(training, Task.Delay(lease / 3, clock, stopping)).ConfigureAwait(false) != training)
            if (!await runs.RenewAsync(run.Id, _owner, lease, stopping).ConfigureAwait(false))
                await lost.CancelAsync().ConfigureAwait(false);
        try
        {
            await training.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            TakenOver(run.Id);
        }
    }

    [LoggerMessage(EventId = 601, Level = LogLevel.Information, Message = "Training run {RunId} begins ({Trigger})")]
    private partial void Began(Guid runId, string trigger);

    [LoggerMessage(EventId = 602, Level = LogLevel.Warning, Message = "Training run {RunId} was taken over by another trainer")]
    private partial void TakenOver(Guid runId);
}
