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

/// <summary>An outside system handed over a report: record a version of it.</summary>
public sealed class ReportArrivedConsumer(ReportRegister reports) : IConsumer<ReportArrived>
{
    public Task Consume(ConsumeContext<ReportArrived> context) =>
        reports.RecordEventAsync(context.Message, MessageIdentity.Of(context, nameof(ReportArrived)), context.CancellationToken);
}

public sealed class ReportArrivedConsumerDefinition(IOptions<BrokerOptions> broker) : ForeignEventDefinition<ReportArrivedConsumer>(broker);
