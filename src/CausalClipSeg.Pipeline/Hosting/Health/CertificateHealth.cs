using CausalClipSeg.Pipeline.Certificates;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>No certificate of ours is about to end, and each is the one that its file holds. It closes no door: what is in force serves as long as it lasts.</summary>
internal sealed class CertificateHealth(SiteCertificates certificates, TimeProvider clock) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = certificates.InUse.SelectMany(certificate => new[] { certificate.Refusal, certificate.Ending(clock.GetUtcNow()) }).OfType<string>().Distinct().ToList();
        return Task.FromResult(problems.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(' ', problems)));
    }
}
