using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Messaging;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Consumers;

/// <summary>A sender of images gets its storage commitment report.</summary>
public sealed class CommitmentAskedConsumer(CommitmentDoor door) : IConsumer<CommitmentAsked>
{
    public Task Consume(ConsumeContext<CommitmentAsked> context) =>
        door.ReportAsync(context.Message, MessageIdentity.Of(context, nameof(CommitmentAsked)), context.CancellationToken);
}

public sealed class CommitmentAskedConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<CommitmentAskedConsumer>(broker);

/// <summary>The archive is asked to answer for a SEG.</summary>
public sealed class CommitmentWantedConsumer(Commitments commitments) : IConsumer<CommitmentWanted>
{
    public Task Consume(ConsumeContext<CommitmentWanted> context) =>
        commitments.AskAsync(context.Message, MessageIdentity.Of(context, nameof(CommitmentWanted)), context.CancellationToken);
}

public sealed class CommitmentWantedConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<CommitmentWantedConsumer>(broker);

/// <summary>The archive has reported, or its time is over.</summary>
public sealed class CommitmentDueConsumer(Commitments commitments) : IConsumer<CommitmentDue>
{
    public Task Consume(ConsumeContext<CommitmentDue> context) =>
        commitments.SettleAsync(context.Message, MessageIdentity.Of(context, nameof(CommitmentDue)), context.CancellationToken);
}

public sealed class CommitmentDueConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<CommitmentDueConsumer>(broker);
