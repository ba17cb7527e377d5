using CausalClipSeg.Pipeline.Messaging;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The bus is connected, every endpoint of this process consumes, and what is sent is confirmed.</summary>
/// <param name="letters">Knows what RabbitMQ, if there is one, says to a connection.</param>
/// <param name="line">Knows whether RabbitMQ, if there is one, confirms what is sent.</param>
internal sealed class BrokerHealth(IBusControl bus, TimeProvider clock, DeadLetterExchange? letters = null, BusLine? line = null) : IHealthCheck
{
    /// <summary>So long the queues may take to open before that is news.</summary>
    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(10);
    private readonly long _begun = clock.GetTimestamp();

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        bus.CheckHealth() is { Status: not BusHealthStatus.Healthy } poor ? HealthCheckResult.Unhealthy(
            $"The broker does not answer, or a queue has no consumer of this process: {letters?.Problem ?? poor.Description}. Messages wait in the outbox.",
            data: letters?.Problem is null && clock.GetElapsedTime(_begun) < Opening ? new Dictionary<string, object> { [HealthRegistration.Starting] = true } : null)
        : line?.IsSilent is true ? HealthCheckResult.Unhealthy("The broker confirms nothing that is sent: most nodes of its cluster are away, one of them hangs, or it has no memory or disk left. Messages wait in the outbox.")
        : HealthCheckResult.Healthy());
}
