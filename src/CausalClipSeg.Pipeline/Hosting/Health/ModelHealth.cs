using CausalClipSeg.Pipeline.Inference;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>A network is loaded and answers. One that is being loaded is not ready and no fault.</summary>
internal sealed class ModelHealth(SegmentationEngine engine) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        engine.IsLoaded ? HealthCheckResult.Healthy()
        : engine.IsLoading ? HealthCheckResult.Unhealthy("The model is being loaded.", data: new Dictionary<string, object> { [HealthRegistration.Starting] = true })
        : HealthCheckResult.Unhealthy("The engine has stopped and answers no case; the log says why."));
}
