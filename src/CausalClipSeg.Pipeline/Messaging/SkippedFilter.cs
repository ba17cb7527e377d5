using MassTransit;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// A message that no consumer of its queue takes, such as an envelope of another type, is a dead letter too, instead of lying in a queue where nobody looks. What
/// could not be read comes past here as well, and is one already.
/// </summary>
internal sealed class SkippedFilter(IServiceProvider services) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => context.HasPayloadType(typeof(KeptAsDeadLetter))
        ? Task.CompletedTask
        : DeadLetterFilter.KeepAsync(services, context, "No consumer of this queue takes a message of this type. See docs/events for those that have a queue, and publish to its own.");

    public void Probe(ProbeContext context) => context.CreateFilterScope("skipped");
}

/// <summary>Marks a delivery that has been recorded.</summary>
internal sealed record KeptAsDeadLetter;
