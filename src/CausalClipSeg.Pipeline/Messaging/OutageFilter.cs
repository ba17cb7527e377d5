using MassTransit;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// A message meets an outage: it is held and tried again until the outage is over, however long that takes, and never becomes a dead letter for it. Prefetch bounds
/// how many are held; a process that stops hands them back.
/// </summary>
internal sealed partial class OutageFilter<TConsumer>(IHostApplicationLifetime host, ILogger<OutageFilter<TConsumer>> log) : IFilter<ConsumerConsumeContext<TConsumer>>
    where TConsumer : class
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public async Task Send(ConsumerConsumeContext<TConsumer> context, IPipe<ConsumerConsumeContext<TConsumer>> next)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host.ApplicationStopping);
        var told = false;
        for (var pause = TimeSpan.FromMilliseconds(200); ; pause = pause * 2 < Longest ? pause * 2 : Longest)
        {
            try
            {
                await next.Send(context).ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (Outage.Is(failure))
            {
                if (!told)
                    Held(typeof(TConsumer).Name, failure.Message);
                told = true;
            }
            await Task.Delay(pause, stop.Token).ConfigureAwait(false);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("outage");

    [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "{Consumer} holds a message until this is over: {Reason}")]
    private partial void Held(string consumer, string reason);
}
