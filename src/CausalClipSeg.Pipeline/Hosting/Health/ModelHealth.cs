using CausalClipSeg.Pipeline.Inference;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>A network is loaded and answers.</summary>
internal sealed class ModelHealth(SegmentationEngine engine) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(engine.IsLoaded ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No model is loaded yet; the start has not ended, or the engine has stopped."));
}
