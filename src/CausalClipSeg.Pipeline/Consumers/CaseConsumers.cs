using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Inference;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Referring;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Consumers;

/// <summary>A new image meets the reports that wait for it.</summary>
public sealed class ImageStoredConsumer(CaseOpener cases) : IConsumer<ImageStored>
{
    public Task Consume(ConsumeContext<ImageStored> context) =>
        cases.OpenForImageAsync(context.Message, MessageIdentity.Of(context, nameof(ImageStored)), context.CancellationToken);
}

public sealed class ImageStoredConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<ImageStoredConsumer>(broker);

/// <summary>A new version of a report meets the images it speaks of.</summary>
public sealed class ReportRecordedConsumer(CaseOpener cases) : IConsumer<ReportRecorded>
{
    public Task Consume(ConsumeContext<ReportRecorded> context) =>
        cases.OpenForReportAsync(context.Message, MessageIdentity.Of(context, nameof(ReportRecorded)), context.CancellationToken);
}

public sealed class ReportRecordedConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<ReportRecordedConsumer>(broker);

/// <summary>A case goes through the network.</summary>
public sealed class SegmentationRequestedConsumer(CaseSegmenter segmenter) : IConsumer<SegmentationRequested>
{
    public Task Consume(ConsumeContext<SegmentationRequested> context) =>
        segmenter.SegmentAsync(context.Message, MessageIdentity.Of(context, nameof(SegmentationRequested)), context.CancellationToken);
}

public sealed class SegmentationRequestedConsumerDefinition : PipelineConsumerDefinition<SegmentationRequestedConsumer>
{
    public SegmentationRequestedConsumerDefinition(IOptions<BrokerOptions> broker, IOptions<ModelOptions> model)
        : base(broker) => ConcurrentMessageLimit = model.Value.MaxBatch;
}

/// <summary>The masks of a case become a SEG in the PACS.</summary>
public sealed class SegmentationCreatedConsumer(CaseDelivery delivery) : IConsumer<SegmentationCreated>
{
    public Task Consume(ConsumeContext<SegmentationCreated> context) =>
        delivery.DeliverAsync(context.Message, MessageIdentity.Of(context, nameof(SegmentationCreated)), context.CancellationToken);
}

public sealed class SegmentationCreatedConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<SegmentationCreatedConsumer>(broker);

/// <summary>A SEG that no longer stands is rejected at the archive, where the site wants it.</summary>
public sealed class SegmentationWithdrawnConsumer(CaseRejection rejection) : IConsumer<SegmentationWithdrawn>
{
    public Task Consume(ConsumeContext<SegmentationWithdrawn> context) =>
        rejection.RejectAsync(context.Message, MessageIdentity.Of(context, nameof(SegmentationWithdrawn)), context.CancellationToken);
}

public sealed class SegmentationWithdrawnConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<SegmentationWithdrawnConsumer>(broker);
