using CausalClipSeg.Pipeline.Configuration;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// What every endpoint has in common: a quorum queue, a delivery limit, retries for what may pass by itself, and a recorded refusal for what does not.
/// </summary>
public abstract class PipelineConsumerDefinition<TConsumer>(IOptions<BrokerOptions> broker) : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    /// <summary>Attempts after the first one, with growing pauses; the last pause is some ten seconds.</summary>
    private const int Retries = 6;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context)
    {
        if (endpointConfigurator is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            rabbit.SetQuorumQueue();
            rabbit.SetQueueArgument("x-delivery-limit", broker.Value.DeliveryLimit);
        }
        endpointConfigurator.ConfigureError(pipe =>
        {
            pipe.UseFilter(new RecordRefusalFilter(context));
            pipe.UseFilter(new MassTransit.Middleware.GenerateFaultFilter());
            pipe.UseFilter(new MassTransit.Middleware.ErrorTransportFilter());
        });
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Exponential(Retries, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(300));
            retry.Ignore<InvalidDataException>();
        });
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
