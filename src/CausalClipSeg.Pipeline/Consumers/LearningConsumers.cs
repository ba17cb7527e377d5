using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Retraining;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Consumers;

/// <summary>A human segmentation becomes a label.</summary>
public sealed class SegmentationReceivedConsumer(SegmentationLabels labels) : IConsumer<SegmentationReceived>
{
    public Task Consume(ConsumeContext<SegmentationReceived> context) =>
        labels.AcceptAsync(context.Message, MessageIdentity.Of(context, nameof(SegmentationReceived)), context.CancellationToken);
}

public sealed class SegmentationReceivedConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<SegmentationReceivedConsumer>(broker);

/// <summary>An outside system's word of a reader becomes a label.</summary>
public sealed class LabelSubmittedConsumer(SubmittedLabels labels) : IConsumer<LabelSubmitted>
{
    public Task Consume(ConsumeContext<LabelSubmitted> context) =>
        labels.AcceptAsync(context.Message, MessageIdentity.Of(context, nameof(LabelSubmitted)), context.CancellationToken);
}

public sealed class LabelSubmittedConsumerDefinition(IOptions<BrokerOptions> broker) : ForeignEventDefinition<LabelSubmittedConsumer>(broker);

/// <summary>A training run is recorded; the trainer role claims it from the database, so the broker never waits for hours.</summary>
public sealed class RetrainRequestedConsumer(TrainingRuns runs, TimeProvider clock) : IConsumer<RetrainRequested>
{
    public Task Consume(ConsumeContext<RetrainRequested> context) =>
        runs.QueueAsync(context.Message, MessageIdentity.OfRequest(context, nameof(RetrainRequested), clock.GetUtcNow()), context.CancellationToken);
}

public sealed class RetrainRequestedConsumerDefinition(IOptions<BrokerOptions> broker) : ForeignEventDefinition<RetrainRequestedConsumer>(broker);

/// <summary>A reviewed mask becomes a person's SEG in the PACS.</summary>
public sealed class ReviewAcceptedConsumer(ReviewDelivery delivery) : IConsumer<ReviewAccepted>
{
    public Task Consume(ConsumeContext<ReviewAccepted> context) =>
        delivery.DeliverAsync(context.Message, MessageIdentity.Of(context, nameof(ReviewAccepted)), context.CancellationToken);
}

public sealed class ReviewAcceptedConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<ReviewAcceptedConsumer>(broker);

/// <summary>A person's SEG that no longer stands is rejected at the archive, where the site wants it.</summary>
public sealed class ReviewWithdrawnConsumer(ReviewRejection rejection) : IConsumer<ReviewWithdrawn>
{
    public Task Consume(ConsumeContext<ReviewWithdrawn> context) =>
        rejection.RejectAsync(context.Message, MessageIdentity.Of(context, nameof(ReviewWithdrawn)), context.CancellationToken);
}

public sealed class ReviewWithdrawnConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<ReviewWithdrawnConsumer>(broker);
