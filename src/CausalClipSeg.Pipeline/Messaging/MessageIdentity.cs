using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MassTransit;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// What the inbox knows a delivery by. A foreign message without an id is known by its content, so that publishing it twice has one effect.
/// </summary>
public readonly record struct MessageIdentity(string Consumer, Guid MessageId)
{
    public static MessageIdentity Of<TMessage>(ConsumeContext<TMessage> context, string consumer)
        where TMessage : class =>
        new(consumer, context.MessageId ?? Hash(context.ReceiveContext.GetBody()));

    /// <summary>Of a request, which unlike a fact may be made again in the same words: without an id it is known by its content and the day (UTC).</summary>
    public static MessageIdentity OfRequest<TMessage>(ConsumeContext<TMessage> context, string consumer, DateTimeOffset now)
        where TMessage : class =>
        new(consumer, context.MessageId ?? OfDay(context.ReceiveContext.GetBody(), now));

    internal static Guid OfDay(byte[] content, DateTimeOffset now) =>
        Hash([.. content, .. Encoding.ASCII.GetBytes(now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))]);

    private static Guid Hash(byte[] content) => new(SHA256.HashData(content).AsSpan(0, 16));
}
