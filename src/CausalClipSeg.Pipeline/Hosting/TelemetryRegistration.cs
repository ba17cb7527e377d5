using CausalClipSeg.Pipeline.Configuration;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>
/// Traces and metrics of every role: what we measure ourselves (meters and sources named CausalClipSeg.*), and what the runtime, HTTP, MassTransit and
/// PostgreSQL tell of themselves.
/// </summary>
internal static class TelemetryRegistration
{
    private const string Ours = "CausalClipSeg.*";

    public static void AddTelemetry(this IServiceCollection services, TelemetryOptions options, PipelineRoles roles)
    {
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource
            .AddService("causalclipseg", serviceVersion: typeof(TelemetryRegistration).Assembly.GetName().Version?.ToString(3))
            .AddAttributes([new("causalclipseg.roles", roles.ToString())]));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Ours, "MassTransit", "Npgsql").AddRuntimeInstrumentation().AddAspNetCoreInstrumentation().AddHttpClientInstrumentation();
            if (options.Prometheus)
                metrics.AddPrometheusExporter();
        });
        telemetry.WithTracing(traces => traces
            .SetSampler(new ParentBasedSampler(new ArrivalSampler(options.TraceShare)))
            .AddSource(Ours, "MassTransit").AddNpgsql().AddHttpClientInstrumentation()
            .AddAspNetCoreInstrumentation(web => web.Filter = request => !IsAskedByMachines(request.Request.Path)));
        if (options.Otlp is { } collector)
            telemetry.WithLogging(configureBuilder: null, logs => (logs.IncludeFormattedMessage, logs.IncludeScopes) = (true, true)).UseOtlpExporter(OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, collector);
    }

    public static void MapMetrics(this WebApplication host, TelemetryOptions options)
    {
        if (options.Prometheus)
            host.MapPrometheusScrapingEndpoint();
    }

    /// <summary>Probes and scrapes come every few seconds and tell nothing.</summary>
    private static bool IsAskedByMachines(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");
}
