using CausalClipSeg.Persistence;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The database answers and has this version's schema.</summary>
internal sealed class DatabaseHealth : IHealthCheck
{
    /// <summary>Some seconds pass on a busy server as well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly DatabaseMigrator _migrator;
    private readonly LatestAnswer _answer;

    public DatabaseHealth(DatabaseMigrator migrator, TimeProvider clock) => (_migrator, _answer) = (migrator, new LatestAnswer(
        AskAsync, Fresh, Patience, "The database does not answer, and has not refused either: look whether its server hangs, or its disk. What arrives waits with its sender.", clock));

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await _answer.GetAsync().WaitAsync(cancellationToken).ConfigureAwait(false) switch
        {
            (false, _) => HealthCheckResult.Unhealthy("The database has not answered yet.", data: new Dictionary<string, object> { [HealthRegistration.Starting] = true }),
            (true, { } problem) => HealthCheckResult.Unhealthy(problem),
            _ => HealthCheckResult.Healthy(),
        };

    private async Task<string?> AskAsync()
    {
        try
        {
            return (await _migrator.CheckAsync(CancellationToken.None).ConfigureAwait(false)).Problem;
        }
        catch (DatabaseUnavailableException away)
        {
            return away.Message;
        }
    }
}
