using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>The trainer role's other half: claims one evaluation at a time and takes turns with training on the device.</summary>
public sealed partial class EvaluationWorker(
    Evaluations evaluations, CandidateEvaluator evaluator, DeviceTurns turns, IOptions<RetrainingOptions> options, TimeProvider clock, ILogger<EvaluationWorker> log) : BackgroundService
{
    private const int MostAttempts = 10;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly string _owner = Trainers.NewName();

    private TimeSpan Lease => TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var found = false;
            try
            {
                found = await RunNextAsync(null, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception away) when (Outage.IsWaitedOut(away))
            {
                Waits(away.Message);
            }
            if (!found)
                await Task.Delay(Look, clock, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <returns>False when there was nothing to claim.</returns>
    public async Task<bool> RunNextAsync(Guid? only, CancellationToken cancellation)
    {
        using var turn = await turns.LearnAsync(cancellation).ConfigureAwait(false);
        if (await evaluations.ClaimAsync(_owner, Lease, only, cancellation).ConfigureAwait(false) is not { } claimed)
            return false;
        if (claimed.Attempts > MostAttempts)
        {
            await evaluations.FailAsync(claimed.Id,
                $"It was begun {MostAttempts} times and ended its trainer each time. Look for the reason in the logs of the kernel and of the service (memory, processor, driver).",
                cancellation).ConfigureAwait(false);
            return true;
        }
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var judging = evaluator.RunAsync(claimed, lost.Token);
        while (await Task.WhenAny(judging, Task.Delay(Lease / 3, clock, cancellation)).ConfigureAwait(false) != judging && !cancellation.IsCancellationRequested)
            if (!await HoldAsync(claimed.Id, cancellation).ConfigureAwait(false))
                await lost.CancelAsync().ConfigureAwait(false);
        try
        {
            await judging.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            TakenOver(claimed.Id);
        }
        catch (Exception pause) when (pause is OperationCanceledException || Outage.Is(pause))
        {
            await evaluations.GiveBackAsync(claimed.Id, _owner, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        return true;
    }

    private async Task<bool> HoldAsync(Guid evaluation, CancellationToken cancellation)
    {
        try
        {
            return await evaluations.RenewAsync(evaluation, _owner, Lease, cancellation).ConfigureAwait(false);
        }
        catch (Exception away) when (Outage.IsWaitedOut(away))
        {
            // Nobody else can claim it while the database is away either.
            Waits(away.Message);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What judges is told to stop as well: it is waited for, and given back.
            return true;
        }
    }

    [LoggerMessage(EventId = 701, Level = LogLevel.Warning, Message = "Evaluation {EvaluationId} was taken over by another trainer")]
    private partial void TakenOver(Guid evaluationId);

    [LoggerMessage(EventId = 702, Level = LogLevel.Warning, Message = "The evaluation waits for the database: {Reason}")]
    private partial void Waits(string reason);
}
