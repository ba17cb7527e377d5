using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>What readiness depends on, by name.</summary>
internal static class HealthRegistration
{
    /// <summary>Tag of the checks that readiness consists of.</summary>
    public const string Ready = "causalclipseg-ready";

    /// <summary>Says in the data of a check that it fails because the start has not come so far: no news for the log.</summary>
    public const string Starting = "starting";

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);

    public static void AddHealth(this IServiceCollection services, PipelineRoles roles)
    {
        services.AddSingleton<DatabaseHealth>().AddSingleton<ArchiveHealth>().AddSingleton<BrokerHealth>();
        var checks = services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: [Ready])
            .AddCheck<BrokerHealth>("broker", tags: [Ready])
            .AddCheck<ArchiveHealth>("pacs", tags: [Ready])
            .AddCheck<DiskHealth>("disk", tags: [Ready])
            .AddCheck<CertificateHealth>("certificates", tags: [Ready]);
        if (roles.HasFlag(PipelineRoles.Worker))
            checks.AddCheck<ModelHealth>("model", tags: [Ready]);
        services.AddSingleton<IHealthCheckPublisher, HealthMeter>();
        services.Configure<HealthCheckPublisherOptions>(publish => (publish.Period, publish.Delay) = (Pace, TimeSpan.FromSeconds(1)));
    }
}
