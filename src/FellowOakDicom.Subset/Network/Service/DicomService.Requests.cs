using FellowOakDicom.IO;

namespace FellowOakDicom.Network;

/// <content>Received messages meet the derived class: one request at a time, its answer goes back.</content>
public abstract partial class DicomService
{
    private volatile ushort _cancelled;

    private void Dispatch(DicomMessage message)
    {
        switch (message)
        {
            case DicomCCancelRequest cancel:
                _cancelled = cancel.RequestMessageID;
                break;
            case DicomResponse response:
                TakeResponse(response);
                break;
            case DicomRequest request:
                _handling = HandleAsync(request);
                break;
        }
    }

    private async Task HandleStoreAsync(DicomCStoreRequest store, Stream? stream, IFileReference? file)
    {
        await Task.Yield();
        try
        {
            await HandleAsync(store).ConfigureAwait(false);
        }
        finally
        {
            Discard(stream, file is { Exists: true } ? file : null);
            TouchRetrievals();
        }
    }

    private async Task RefuseStoreAsync(DicomCStoreRequest store, string name, Exception failure, DicomStatus status)
    {
        await Task.Yield();
        await GuardedAsync(async () =>
        {
            if (this is IDicomCStoreProvider provider)
                await provider.OnCStoreRequestExceptionAsync(name, failure).ConfigureAwait(false);
        }, "OnCStoreRequestExceptionAsync").ConfigureAwait(false);
        await RespondAsync(store.CreateResponse(new DicomStatus(status, failure.Message))).ConfigureAwait(false);
    }

    private async Task HandleAsync(DicomRequest request)
    {
        await Task.Yield();
        try
        {
            await AnswerAsync(request).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Network.Log.ProviderFailed(Logger, exception, $"Handling {request.Type}");
            if (request is DicomCStoreRequest store && this is IDicomCStoreProvider provider)
                await GuardedAsync(() => provider.OnCStoreRequestExceptionAsync(store.File?.File?.Name ?? "", exception),
                    "OnCStoreRequestExceptionAsync").ConfigureAwait(false);
            await RespondAsync(request.CreateResponse(DicomStatus.ProcessingFailure)).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(DicomRequest request)
    {
        switch (request)
        {
            case DicomCStoreRequest store when StoreHandler is { } keep:
                await RespondAsync(await keep(store).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case DicomCEchoRequest echo when this is IDicomCEchoProvider provider:
                await RespondAsync(await provider.OnCEchoRequestAsync(echo).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case DicomCFindRequest find when this is IDicomCFindProvider provider:
                await RespondAllAsync(find, provider.OnCFindRequestAsync(find)).ConfigureAwait(false);
                break;
            case DicomCMoveRequest move when this is IDicomCMoveProvider provider:
                await RespondAllAsync(move, provider.OnCMoveRequestAsync(move)).ConfigureAwait(false);
                break;
            case DicomNEventReportRequest report when EventReportHandler is { } take:
                await RespondAsync(await take(report).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            default:
                await RespondAsync(await AnswerNormalizedAsync(request).ConfigureAwait(false)).ConfigureAwait(false);
                break;
        }
    }

    private async Task<DicomResponse> AnswerNormalizedAsync(DicomRequest request) => (request, this as IDicomNServiceProvider) switch
    {
        (DicomNActionRequest action, { } provider) => await provider.OnNActionRequestAsync(action).ConfigureAwait(false),
        (DicomNCreateRequest create, { } provider) => await provider.OnNCreateRequestAsync(create).ConfigureAwait(false),
        (DicomNDeleteRequest delete, { } provider) => await provider.OnNDeleteRequestAsync(delete).ConfigureAwait(false),
        (DicomNGetRequest get, { } provider) => await provider.OnNGetRequestAsync(get).ConfigureAwait(false),
        (DicomNSetRequest set, { } provider) => await provider.OnNSetRequestAsync(set).ConfigureAwait(false),
        _ => request.CreateResponse(DicomStatus.UnrecognizedOperation),
    };

    private protected virtual Func<DicomCStoreRequest, Task<DicomCStoreResponse>>? StoreHandler =>
        this is IDicomCStoreProvider provider ? provider.OnCStoreRequestAsync : null;

    private protected virtual Func<DicomNEventReportRequest, Task<DicomNEventReportResponse>>? EventReportHandler =>
        this is IDicomNServiceProvider provider ? provider.OnNEventReportRequestAsync : null;

    private async Task RespondAllAsync<T>(DicomRequest request, IAsyncEnumerable<T> responses) where T : DicomResponse
    {
        await foreach (var response in responses.WithCancellation(_closing.Token).ConfigureAwait(false))
        {
            if (_cancelled == request.MessageID && response.Status.State == DicomState.Pending)
            {
                await RespondAsync(request.CreateResponse(DicomStatus.Cancel)).ConfigureAwait(false);
                return;
            }

            await RespondAsync(response).ConfigureAwait(false);
        }
    }

    /// <summary>Sends an answer; where the connection is gone meanwhile, nobody is left to hear it.</summary>
    private async Task RespondAsync(DicomResponse response)
    {
        try
        {
            await SendMessageAsync(response, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsNetworkFailure(exception) || exception is OperationCanceledException)
        {
            Network.Log.NotSent(Logger, response, exception.Message);
        }
    }

    private async Task GuardedAsync(Func<Task> action, string what)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Network.Log.ProviderFailed(Logger, exception, what);
        }
    }
}
