using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Messaging;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Consumers;

/// <summary>An outside system named an image: fetch it, keep it, say that it is stored.</summary>
public sealed class ImageArrivedConsumer(ImageFetcher images) : IConsumer<ImageArrived>
{
    public Task Consume(ConsumeContext<ImageArrived> context) =>
        images.FetchAsync(context.Message, MessageIdentity.Of(context, nameof(ImageArrived)), context.CancellationToken);
}

public sealed class ImageArrivedConsumerDefinition(IOptions<BrokerOptions> broker) : ForeignEventDefinition<ImageArrivedConsumer>(broker);

/// <summary>MONAI Deploy's Informatics Gateway has received a payload: an image event for each of its files.</summary>
public sealed class MonaiWorkflowRequestConsumer(MonaiPayloads payloads) : IConsumer<MonaiWorkflowRequest>
{
    public Task Consume(ConsumeContext<MonaiWorkflowRequest> context) =>
        payloads.AcceptAsync(context.Message, MessageIdentity.Of(context, nameof(MonaiWorkflowRequest)), context.CancellationToken);
}

/// <summary>The queue is bound to the gateway's own exchange.</summary>
public sealed class MonaiWorkflowRequestConsumerDefinition(IOptions<BrokerOptions> broker, IOptions<MonaiOptions> monai) : ForeignEventDefinition<MonaiWorkflowRequestConsumer>(broker)
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<MonaiWorkflowRequestConsumer> consumerConfigurator, IRegistrationContext context)
    {
        base.ConfigureConsumer(endpointConfigurator, consumerConfigurator, context);
        if (endpointConfigurator is IRabbitMqReceiveEndpointConfigurator rabbit && monai.Value.Exchange is { Length: > 0 } exchange)
            rabbit.Bind(exchange, bind => (bind.ExchangeType, bind.RoutingKey, bind.Durable, bind.AutoDelete) = ("topic", monai.Value.RoutingKey, true, false));
    }
}

/// <summary>An outside system handed over a report: record a version of it.</summary>
public sealed class ReportArrivedConsumer(ReportEventDoor door) : IConsumer<ReportArrived>
{
    public Task Consume(ConsumeContext<ReportArrived> context) =>
        door.TakeAsync(context.Message, MessageIdentity.Of(context, nameof(ReportArrived)), context.CancellationToken);
}

public sealed class ReportArrivedConsumerDefinition(IOptions<BrokerOptions> broker) : ForeignEventDefinition<ReportArrivedConsumer>(broker);
