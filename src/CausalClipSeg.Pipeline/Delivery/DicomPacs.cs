using System.Collections.Concurrent;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>
/// The configured archive, by C-STORE. What comes while associations are under way goes out together on the next one: under load one association carries many
/// SEGs, without load nobody waits for company.
/// </summary>
internal sealed class DicomPacs(Archive archive, IOptions<PacsOptions> options) : IPacs, IDisposable
{
    private const int MostOnOne = 16;
    private readonly SemaphoreSlim _turn = new(options.Value.Associations, options.Value.Associations);
    private readonly ConcurrentQueue<Pending> _waiting = new();

    private PacsDestination Node => archive.Node ?? throw new InvalidOperationException("Pacs:Host is empty.");

    public string Destination => Node.ToString();

    public async Task<DeliveryOutcome> StoreAsync(DicomFile segmentation, CancellationToken cancellation)
    {
        var own = new Pending(segmentation, cancellation);
        _waiting.Enqueue(own);
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Another may have taken this one along; whoever waits by now is served all the same.
            if (!own.Result.Task.IsCompleted && Take() is { Count: > 0 } batch)
                await SendAsync(batch).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
        return DeliveryOutcome.Of(await own.Result.Task.WaitAsync(cancellation).ConfigureAwait(false));
    }

    public void Dispose() => _turn.Dispose();

    private List<Pending> Take()
    {
        var batch = new List<Pending>();
        while (batch.Count < MostOnOne && _waiting.TryDequeue(out var next))
            batch.Add(next);
        return batch;
    }

    /// <summary>What keeps the association from ending is the answer to everyone on it; it is given up when nobody on it waits any more.</summary>
    private async Task SendAsync(List<Pending> batch)
    {
        using var nobody = new CancellationTokenSource();
        var wait = batch.Count;
        var leaving = batch.ConvertAll(pending => pending.Cancellation.Register(() =>
        {
            if (Interlocked.Decrement(ref wait) == 0)
                nobody.Cancel();
        }));
        var sending = StoreScu.SendAsync(Node, [.. batch.Select(pending => pending.File)], nobody.Token);
        await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var registration in leaving)
            await registration.DisposeAsync().ConfigureAwait(false);
        for (var i = 0; i < batch.Count; i++)
            if (sending.IsCompletedSuccessfully)
                batch[i].Result.TrySetResult(sending.Result[i]);
            else if (sending.Exception is { } failure)
                batch[i].Result.TrySetException(failure.InnerExceptions);
            else
                batch[i].Result.TrySetCanceled(batch[i].Cancellation);
    }

    private sealed record Pending(DicomFile File, CancellationToken Cancellation)
    {
        public TaskCompletionSource<StoreResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
