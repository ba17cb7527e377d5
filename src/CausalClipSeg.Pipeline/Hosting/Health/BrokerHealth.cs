using CausalClipSeg.Pipeline.Messaging;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The bus is connected and every endpoint of this process consumes.</summary>
/// <param name="letters">Knows what RabbitMQ, if there is one, says to a connection.</param>
internal sealed class BrokerHealth(IBusControl bus, TimeProvider clock, DeadLetterExchange? letters = null) : IHealthCheck
{
    /// <summary>So long the queues may take to open before that is news.</summary>
    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(10);
    private readonly long _begun = clock.GetTimestamp();

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(bus.CheckHealth() is not { Status: not BusHealthStatus.Healthy } poor ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(
                $"The broker does not answer, or a queue has no consumer of this process: {letters?.Problem ?? poor.Description}. Messages wait in the outbox.",
                data: letters?.Problem is null && clock.GetElapsedTime(_begun) < Opening ? new Dictionary<string, object> { [HealthRegistration.Starting] = true } : null));
}
