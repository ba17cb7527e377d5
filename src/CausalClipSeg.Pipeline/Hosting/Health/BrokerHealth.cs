using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The bus is connected and every endpoint of this process consumes.</summary>
internal sealed class BrokerHealth(IBusControl bus) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(bus.CheckHealth() is { Status: not BusHealthStatus.Healthy } poor
            ? HealthCheckResult.Unhealthy($"The broker does not answer, or a queue has no consumer of this process: {poor.Description}. Messages wait in the outbox.")
            : HealthCheckResult.Healthy());
}
