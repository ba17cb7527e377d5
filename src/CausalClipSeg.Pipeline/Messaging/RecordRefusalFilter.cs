using MassTransit;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// Writes down why a message could not be handled before MassTransit moves it to the endpoint's error queue, so that operators find it where they look.
/// </summary>
internal sealed class RecordRefusalFilter(IServiceProvider services) : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        var refusals = services.GetRequiredService<RefusalLog>();
        var reason = context.Exception.GetBaseException() switch
        {
            System.Text.Json.JsonException json => $"The message is not the JSON that this queue takes: {json.Message} See docs/events for the schema.",
            var other => other.Message,
        };
        await refusals.RecordAsync("AMQP", context.InputAddress.AbsolutePath.Split('/')[^1], reason, context.GetBody(), context.CancellationToken).ConfigureAwait(false);
        await next.Send(context).ConfigureAwait(false);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("record-refusal");
}
