using System.Text.Json;

namespace CausalClipSeg.Persistence;

/// <summary>The way out: a message is a row in the transaction whose effect it announces, and is published after the commit.</summary>
public static class Outbox
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Adds the message to the context; it leaves when the caller's transaction has committed, after all earlier ones of its
    /// key, and not before the time given.</summary>
    public static OutboxMessage Enqueue<TMessage>(
        this PipelineDbContext db, TMessage message, string orderingKey, DateTimeOffset now,
        DateTimeOffset? notBefore = null, string? destination = null)
        where TMessage : class
    {
        var row = new OutboxMessage
        {
            Type = typeof(TMessage).Name,
            Body = JsonSerializer.Serialize(message, Json),
            OrderingKey = orderingKey,
            Destination = destination,
            TraceParent = TraceContext.Capture(),
            CreatedAt = now,
            NotBefore = notBefore,
        };
        db.OutboxMessages.Add(row);
        return row;
    }

    /// <summary>The message again; <paramref name="contract"/> is the type that <see cref="OutboxMessage.Type"/> names.</summary>
    public static object Open(OutboxMessage row, Type contract) =>
        JsonSerializer.Deserialize(row.Body, contract, Json)
        ?? throw new InvalidDataException($"Outbox message {row.MessageId} ({row.Type}) is empty; the row was changed outside this program.");
}
