using System.Security.Cryptography;
using MassTransit;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// What the inbox knows a delivery by. A foreign message without an id is known by its content, so that publishing it twice has one effect.
/// </summary>
public readonly record struct MessageIdentity(string Consumer, Guid MessageId)
{
    public static MessageIdentity Of<TMessage>(ConsumeContext<TMessage> context, string consumer)
        where TMessage : class =>
        new(consumer, context.MessageId ?? new Guid(SHA256.HashData(context.ReceiveContext.GetBody()).AsSpan(0, 16)));
}
