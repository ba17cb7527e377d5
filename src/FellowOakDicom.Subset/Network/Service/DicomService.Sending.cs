using System.Collections.Concurrent;

namespace FellowOakDicom.Network;

/// <content>Requests leave in order, as many at a time as the asynchronous operations window allows.</content>
public abstract partial class DicomService
{
    private readonly ConcurrentDictionary<ushort, PendingRequest> _pending = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SemaphoreSlim _window = new(1);
    private ushort _lastMessageId;
    private Exception? _sendFailure;
    private volatile bool _retrieves;

    /// <summary>Called when the peer owes no answer any more and nothing waits to be sent.</summary>
    protected virtual Task OnSendQueueEmptyAsync() => Task.CompletedTask;

    /// <summary>Called when a request has its last answer, ours or the peer's.</summary>
    private protected virtual void RequestEnded(DicomRequest request)
    {
    }

    private protected virtual void RequestTimedOut(DicomRequest request, TimeSpan timeout)
    {
    }

    private async Task SendRequestsAsync(CancellationToken closing)
    {
        try
        {
            await _opened.Task.WaitAsync(closing).ConfigureAwait(false);
            while (await _outgoing.Reader.WaitToReadAsync(closing).ConfigureAwait(false))
            {
                await _window.WaitAsync(closing).ConfigureAwait(false);
                if (_outgoing.Reader.TryRead(out var request))
                    await SendRequestNowAsync(request, closing).ConfigureAwait(false);
                else
                    _window.Release();
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The connection ended: its receiving side knows why.
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A message that broke off in the middle cannot be taken back: the association ends with it. A peer that
            // aborted said so before it closed, and that is the better reason where it still can be read.
            _sendFailure = exception;
            _outgoing.Writer.TryComplete();
            _closing.CancelAfter(Limits.LastWords);
        }
    }

    private async Task SendRequestNowAsync(DicomRequest request, CancellationToken closing)
    {
        do
            _lastMessageId = _lastMessageId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastMessageId + 1);
        while (_pending.ContainsKey(_lastMessageId));
        request.MessageID = _lastMessageId;
        var pending = new PendingRequest(request);
        _retrieves |= request is DicomCGetRequest;
        _pending[request.MessageID] = pending;
        Interlocked.Decrement(ref _queued);
        try
        {
            await SendMessageAsync(request, closing).ConfigureAwait(false);
            pending.Touch(TimeProvider.System);
        }
        catch (UnsendableException exception)
        {
            Network.Log.NotSent(Logger, request, exception.Message);
            if (End(request.MessageID))
                Answer(request, request.CreateResponse(new DicomStatus(exception.Status, exception.Message)));
        }
    }

    private void TakeResponse(DicomResponse response)
    {
        if (!_pending.TryGetValue(response.RequestMessageID, out var pending) || response is UnaskedResponse)
            return;
        if (response.Status.State == DicomState.Pending)
        {
            pending.Touch(TimeProvider.System);
            pending.Request.LastPendingResponseReceived = TimeProvider.System.GetUtcNow().UtcDateTime;
            Guarded(() => pending.Request.PostResponse(this, response), "OnResponseReceived");
        }
        else if (End(response.RequestMessageID))
        {
            Answer(pending.Request, response);
        }
    }

    /// <summary>The objects that a retrieval brings are its answer: while they flow, it is not silent, whatever the peer says between them.</summary>
    private void TouchRetrievals()
    {
        if (!_retrieves)
            return;
        foreach (var (_, pending) in _pending)
            if (pending.Request is DicomCGetRequest)
                pending.Touch(TimeProvider.System);
    }

    private void Answer(DicomRequest request, DicomResponse response)
    {
        Guarded(() => request.PostResponse(this, response), "OnResponseReceived");
        Ended(request);
    }

    private void Ended(DicomRequest request)
    {
        Guarded(() => RequestEnded(request), "RequestEnded");
        if (IsSendQueueEmpty)
            _ = GuardedAsync(OnSendQueueEmptyAsync, "OnSendQueueEmptyAsync");
    }

    /// <summary>Frees the request's place in the window; false where somebody else was first.</summary>
    private bool End(ushort messageId)
    {
        if (!_pending.TryRemove(messageId, out _))
            return false;
        _window.Release();
        return true;
    }

    private async Task WatchTimeoutsAsync(CancellationToken closing)
    {
        if (Options.RequestTimeout is not { } limit)
            return;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Clamp(limit.TotalMilliseconds / 4, 20, 1000)));
        try
        {
            while (await timer.WaitForNextTickAsync(closing).ConfigureAwait(false))
                foreach (var (number, pending) in _pending)
                    if (pending.Waited(limit, TimeProvider.System) && End(number))
                        TimeOut(pending.Request, limit);
        }
        catch (OperationCanceledException)
        {
            // The connection ended: nothing is left to watch.
        }
    }

    private void TimeOut(DicomRequest request, TimeSpan limit)
    {
        Network.Log.NotSent(Logger, request, $"no answer within {limit.TotalSeconds:0.###} s");
        Guarded(() => request.OnTimeout?.Invoke(request, new DicomRequest.OnTimeoutEventArgs(limit)), "OnTimeout");
        Guarded(() => RequestTimedOut(request, limit), "RequestTimedOut");
        Ended(request);
    }

    private async Task SendMessageAsync(DicomMessage message, CancellationToken closing)
    {
        if (Association is not { } association)
            throw new DicomNetworkException($"{message} cannot be sent: no association is established.");
        var (context, dataset) = message is DicomRequest request
            ? OutgoingEncoding.For(request, association, Options)
            : OutgoingEncoding.For(message, association);
        await _messageTurn.WaitAsync(closing).ConfigureAwait(false);
        try
        {
            message.PresentationContext = context;
            message.StateDataset();
            var fragments = new FragmentWriter(_writer, context.ID, association.MaximumPDULength, closing);
            await fragments.WriteCommandAsync(CommandSet.Write(message.Command)).ConfigureAwait(false);
            if (dataset is not null)
                await fragments.WriteDatasetAsync(dataset, context.AcceptedTransferSyntax!).ConfigureAwait(false);
            message.LastPDUSent = TimeProvider.System.GetUtcNow().UtcDateTime;
            Network.Log.Message(Logger, "sent", message);
        }
        finally
        {
            _messageTurn.Release();
        }
    }
}
