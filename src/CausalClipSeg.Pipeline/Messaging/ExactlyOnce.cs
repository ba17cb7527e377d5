using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// The transaction of a consumer: the inbox note, the change of state and the outgoing messages commit together, and a redelivery finds the note and changes nothing.
/// </summary>
public sealed class ExactlyOnce(PipelineStore store, TimeProvider clock)
{
    public Task RunAsync(MessageIdentity identity, Func<PipelineDbContext, Task> work, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            if (await Inbox.TryBeginAsync(db, identity.Consumer, identity.MessageId, clock.GetUtcNow(), cancellation).ConfigureAwait(false))
                await work(db).ConfigureAwait(false);
        }, cancellation);
}
