using System.Runtime.InteropServices;
using CausalClipSeg.Pipeline.Configuration;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// What every endpoint has in common: a quorum queue, a delivery limit and a dead-letter exchange; outages are waited out, what may pass by itself is tried again,
/// and everything else is a dead letter at once, so that a message that no one can handle holds up no other.
/// </summary>
public abstract class PipelineConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    /// <summary>Attempts after the first one, with growing pauses; the last pause is some ten seconds.</summary>
    private const int Retries = 6;

    private readonly IOptions<BrokerOptions> _broker;

    protected PipelineConsumerDefinition(IOptions<BrokerOptions> broker)
    {
        _broker = broker;
        ConcurrentMessageLimit = broker.Value.ConcurrentMessages;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context)
    {
        if (endpointConfigurator is IRabbitMqReceiveEndpointConfigurator rabbit)
            MakeDurable(rabbit);
        endpointConfigurator.ConfigureError(pipe => pipe.UseFilter(new DeadLetterFilter(context)));
        endpointConfigurator.ConfigureDeadLetter(pipe => pipe.UseFilter(new SkippedFilter(context)));
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<DbUpdateException>();
            retry.Handle<HttpRequestException>();
            retry.Handle<IOException>(disk => disk is not FileNotFoundException and not DirectoryNotFoundException and not EndOfStreamException);
            retry.Handle<TimeoutException>();
            retry.Handle<ExternalException>();
            retry.Exponential(Retries, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(300));
        });
        consumerConfigurator.UseFilter(new OutageFilter<TConsumer>(
            context.GetRequiredService<IHostApplicationLifetime>(), context.GetRequiredService<ILogger<OutageFilter<TConsumer>>>()));
    }

    private void MakeDurable(IRabbitMqReceiveEndpointConfigurator rabbit)
    {
        rabbit.SetQuorumQueue();
        rabbit.SetQueueArgument("x-delivery-limit", _broker.Value.DeliveryLimit);
        rabbit.SetQueueArgument("x-dead-letter-exchange", DeadLetterExchange.NameFor(_broker.Value));
        // With the two below a dead letter leaves its queue only when the next one has it.
        rabbit.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        rabbit.SetQueueArgument("x-overflow", "reject-publish");
    }
}

/// <summary>An endpoint that foreign systems publish to: plain JSON without MassTransit's envelope is understood as well.</summary>
public abstract class ForeignEventDefinition<TConsumer>(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<TConsumer>(broker)
    where TConsumer : class, IConsumer
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
        base.ConfigureConsumer(endpointConfigurator, consumerConfigurator, context);
    }
}
