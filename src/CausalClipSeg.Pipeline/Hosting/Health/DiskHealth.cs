using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The doors are open: neither the disk nor the memory is beyond its watermark.</summary>
internal sealed class DiskHealth(IntakeGate gate) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(gate.WhyClosed() is { } closed ? HealthCheckResult.Unhealthy(closed) : HealthCheckResult.Healthy());
}
