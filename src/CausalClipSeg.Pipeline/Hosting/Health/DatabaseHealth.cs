using CausalClipSeg.Persistence;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The database answers and has this version's schema.</summary>
internal sealed class DatabaseHealth(DatabaseMigrator migrator) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var schema = await migrator.CheckAsync(cancellationToken).ConfigureAwait(false);
            return schema.Problem is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy();
        }
        catch (DatabaseUnavailableException away)
        {
            return HealthCheckResult.Unhealthy(away.Message);
        }
    }
}
