using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The audit trail: what every verb writes into it, and what a service keeps running for it.</summary>
internal static class AuditRegistration
{
    public static void AddAuditTrail(this IServiceCollection services) =>
        services.AddSingleton<AuditTrail>().AddSingleton<AuditChain>().AddSingleton<SecurityAlerts>().AddSingleton<CaseViews>().AddSingleton<ListViews>();

    /// <summary>Registered before everything else that runs, so that the start is the first event and the stop the last.</summary>
    public static void AddAuditServices(this IServiceCollection services, AuditOptions options)
    {
        services.AddHostedService<AuditedLifetime>().AddHostedService<AuditMeter>();
        if (!string.IsNullOrEmpty(options.Repository))
            services.AddHostedService<SyslogSender>();
    }
}
