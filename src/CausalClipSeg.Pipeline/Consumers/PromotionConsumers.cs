using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Evaluation;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Promotion;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Consumers;

/// <summary>A candidate waits to be judged; the trainer role claims the evaluation from the database.</summary>
public sealed class CandidateTrainedConsumer(Evaluations evaluations) : IConsumer<CandidateTrained>
{
    public Task Consume(ConsumeContext<CandidateTrained> context) =>
        evaluations.QueueAsync(context.Message, MessageIdentity.Of(context, nameof(CandidateTrained)), context.CancellationToken);
}

public sealed class CandidateTrainedConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<CandidateTrainedConsumer>(broker);

/// <summary>The gate decides.</summary>
public sealed class CandidateEvaluatedConsumer(GateVerdicts gate) : IConsumer<CandidateEvaluated>
{
    public Task Consume(ConsumeContext<CandidateEvaluated> context) =>
        gate.DecideAsync(context.Message, MessageIdentity.Of(context, nameof(CandidateEvaluated)), context.CancellationToken);
}

public sealed class CandidateEvaluatedConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<CandidateEvaluatedConsumer>(broker);

/// <summary>A shadow period ends in promotion or in a refusal.</summary>
public sealed class ShadowCompletedConsumer(GateVerdicts gate) : IConsumer<ShadowCompleted>
{
    public Task Consume(ConsumeContext<ShadowCompleted> context) =>
        gate.EndShadowAsync(context.Message, MessageIdentity.Of(context, nameof(ShadowCompleted)), context.CancellationToken);
}

public sealed class ShadowCompletedConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<ShadowCompletedConsumer>(broker);

/// <summary>Every worker hears of a new champion and changes over; whoever misses it sees it in the database some seconds later.</summary>
public sealed class ModelPromotedConsumer(ModelBell bell, ModelStore store) : IConsumer<ModelPromoted>
{
    public Task Consume(ConsumeContext<ModelPromoted> context)
    {
        bell.Ring();
        return store.PurgeAsync(context.CancellationToken);
    }
}

/// <summary>A queue of its own for each process, gone with it.</summary>
public sealed class ModelPromotedConsumerDefinition : ConsumerDefinition<ModelPromotedConsumer>
{
    public ModelPromotedConsumerDefinition() => Endpoint(endpoint =>
    {
        endpoint.InstanceId = $"-{Guid.NewGuid():n}";
        endpoint.Temporary = true;
    });
}
