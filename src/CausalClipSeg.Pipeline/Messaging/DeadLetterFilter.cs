using System.Security.Cryptography;
using System.Text.Json;
using CausalClipSeg.Pipeline.Telemetry;
using MassTransit;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>What no retry helped becomes a dead letter with its reason: through the dead-letter exchange of RabbitMQ, or at once where the bus is in memory.</summary>
internal sealed class DeadLetterFilter(IServiceProvider services) : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        await KeepAsync(services, context, Reason(context.Exception)).ConfigureAwait(false);
        context.GetOrAddPayload(() => new KeptAsDeadLetter());
    }

    /// <summary>Returns when it is kept; throws when not, and the message then goes back to its own queue.</summary>
    public static async Task KeepAsync(IServiceProvider services, ReceiveContext context, string reason)
    {
        var body = context.GetBody();
        var id = context.GetMessageId() ?? new Guid(SHA256.HashData(body).AsSpan(0, 16));
        var letter = new DeadLetter(context.InputAddress.AbsolutePath.Split('/')[^1], reason, id, body);
        if (services.GetService<DeadLetterExchange>() is { } exchange)
            await exchange.PublishAsync(letter, context.CancellationToken).ConfigureAwait(false);
        else
            await services.GetRequiredService<DeadLetters>().RecordAsync(letter, context.CancellationToken).ConfigureAwait(false);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("dead-letter");

    /// <summary>It goes into a header and to people who may not see patients: without what it quotes of the message.</summary>
    private static string Reason(Exception failure) => PatientFree.Sentence(failure.GetBaseException() switch
    {
        JsonException json => $"The message is not the JSON that this queue takes: {json.Message} See docs/events for the schema.",
        var other => $"{other.Message} ({other.GetType().Name})",
    });
}
