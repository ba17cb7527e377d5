using System.Security.Cryptography;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Storage;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>A message that its consumer could not handle, with the queue it came from and why.</summary>
public sealed record DeadLetter(string Queue, string Reason, Guid MessageId, ReadOnlyMemory<byte> Body);

/// <summary>Keeps dead letters where operators look, with their bytes, until a person retries or drops them; one that strands a case fails the case instead.</summary>
public sealed partial class DeadLetters(PipelineStore store, InstanceStore files, TimeProvider clock, ILogger<DeadLetters> log)
{
    private const string WithItsCase = "failed its case";

    /// <summary>Records it once, however often it is handed over.</summary>
    public async Task RecordAsync(DeadLetter letter, CancellationToken cancellation)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(letter.Body.Span));
        await File.WriteAllBytesAsync(Path.Combine(files.RefusedFolder, hash), letter.Body, cancellation).ConfigureAwait(false);
        var isNew = await store.InTransactionAsync(async db =>
        {
            var now = clock.GetUtcNow();
            // The consumer's own note: an embedded broker does not publish the message again at the next start.
            if (!await Inbox.TryBeginAsync(db, MessageQueues.ContractOf(letter.Queue) ?? letter.Queue, letter.MessageId, now, cancellation).ConfigureAwait(false))
                return false;
            var refusal = new Refusal
            {
                At = now,
                Source = "AMQP",
                Subject = letter.Queue,
                Reason = letter.Reason,
                PayloadPath = Path.Combine("refused", hash),
                ContentHash = hash,
                Queue = letter.Queue,
            };
            // The case waits for a person then, and sending the message again is what its retry does.
            if (await StrandedCase.FailAsync(db, letter, now, cancellation).ConfigureAwait(false))
                refusal.Resolve(WithItsCase, now);
            db.Refusals.Add(refusal);
            return true;
        }, cancellation).ConfigureAwait(false);
        if (isNew)
            Recorded(letter.Queue, letter.Reason);
    }

    [LoggerMessage(EventId = 203, Level = LogLevel.Error, Message = "Dead letter from {Queue}: {Reason}")]
    private partial void Recorded(string queue, string reason);
}
