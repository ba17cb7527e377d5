using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Pages;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Puts the one process together: settings, records, messages, stages, and the doors that its roles open.</summary>
internal static class PipelineHost
{
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(2);

    /// <summary>Tells a start that fails with its trace; whoever started tells it in a sentence, and a fault of ours with its trace.</summary>
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <param name="replace">Runs last: what it registers stands in the place of the product's own part.</param>
    public static WebApplication Build(PipelineRoles roles, IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? replace = null) =>
        Build(roles, PipelineConfiguration.Here(settings), replace);

    public static WebApplication Build(PipelineRoles roles, SettingsSource source, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        source = source.BeforeReading();
        PipelineConfiguration.Add(builder.Configuration, source);
        ConfigurationCheck.Require(builder.Configuration);
        builder.Logging.ClearProviders().AddSimpleConsole(console => (console.SingleLine, console.IncludeScopes) = (true, true));
        // Every line carries the trace that it belongs to.
        builder.Logging.Configure(log => log.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        WebApplication? built = null;
        builder.Logging.AddFilter(HostCategory, level => level >= LogLevel.Warning && built?.Lifetime.ApplicationStarted.IsCancellationRequested is true);
        var services = builder.Services;
        services.AddSingleton<IHostLifetime, StartersLifetime>();
        services.AddSingleton(TimeProvider.System);
        services.AddPipelineOptions(builder.Configuration);
        var certificates = new SiteCertificates();
        services.AddSingleton(certificates);
        services.AddRecords(builder.Configuration, certificates);
        services.AddStages();
        if (roles != PipelineRoles.None)
        {
            services.AddAuditServices(Section<AuditOptions>(builder.Configuration, AuditOptions.Section));
            services.AddLiveOptions().AddSingleton(source).AddHostedService<SettingsWatch>().AddHostedService<CertificateWatch>();
            services.AddEngines(roles);
            services.AddMessaging(Section<BrokerOptions>(builder.Configuration, BrokerOptions.Section), roles);
            services.AddDoors(roles);
            // The doors, the messages in flight, the engines: each within the drain time, one after the other.
            services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(Section<BrokerOptions>(builder.Configuration, BrokerOptions.Section).DrainSeconds + 5));
            services.AddHealth(roles);
            services.AddTelemetry(Section<TelemetryOptions>(builder.Configuration, TelemetryOptions.Section), roles);
        }
        var status = Section<StatusOptions>(builder.Configuration, StatusOptions.Section);
        if (roles.HasFlag(PipelineRoles.Status))
            services.AddPages(status, Section<OidcOptions>(builder.Configuration, OidcOptions.Section), certificates);
        HttpDoor.Open(builder, status, certificates);
        replace?.Invoke(services);
        var host = built = builder.Build();
        HttpDoor.Guard(host, status);
        if (roles.HasFlag(PipelineRoles.Status))
        {
            host.MapHealth(roles);
            host.MapMetrics(Section<TelemetryOptions>(builder.Configuration, TelemetryOptions.Section));
            host.MapPages();
            var (look, operate) = host.MapOperations();
            look.RequireAuthorization(AccessPolicy.Look).WithTags("operations");
            operate.RequireAuthorization(AccessPolicy.Operate).RequireAntiforgery().WithTags("operations");
        }
        if (roles.HasFlag(PipelineRoles.Intake))
            host.MapFhir();
        return host;
    }

    /// <summary>The store first, then its schema, then the champion, then the doors: nothing is taken in before it can be kept.</summary>
    public static async Task StartAsync(WebApplication host, CancellationToken cancellation)
    {
        host.Services.GetService<StoreLock>()?.Take();
        await MigrateAsync(host.Services, cancellation).ConfigureAwait(false);
        await host.Services.GetRequiredService<ChampionModel>().GetAsync(cancellation).ConfigureAwait(false);
        if (host.Services.GetRequiredService<IOptions<BrokerOptions>>().Value.RabbitMq is null)
            await host.Services.GetRequiredService<OutboxUpkeep>().RequeueUnconsumedAsync(MessageQueues.ConsumersByType, cancellation).ConfigureAwait(false);
        var status = host.Services.GetRequiredService<IOptions<StatusOptions>>().Value;
        await new DoorAddress("HTTP", status.Address, status.Port, ("Status:Address", "Status:Port")).OpenAsync(() => OpenAsync(host, cancellation)).ConfigureAwait(false);
        Log(host.Services).HttpListens(status.Address, status.Port, status.Tls.Enabled ? "TLS" : "plain TCP");
    }

    /// <summary>
    /// What had begun before a door could not be opened is told to stop and waited for: cancelled without that, each part would be a fault in the log, and a network that
    /// is still being loaded would lose the runtime beneath it. What those parts say to it is no news; the failure of the start is.
    /// </summary>
    private static async Task OpenAsync(WebApplication host, CancellationToken cancellation)
    {
        var isOpen = false;
        try
        {
            await host.StartAsync(cancellation).ConfigureAwait(false);
            isOpen = true;
        }
        finally
        {
            if (!isOpen)
                await host.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits for a database that is not up yet; refuses one that lets nobody in, or whose schema this version must not touch.</summary>
    /// <returns>The migrations that the database has now.</returns>
    public static async Task<IReadOnlyList<string>> MigrateAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var migrator = services.GetRequiredService<DatabaseMigrator>();
        var log = Log(services);
        while (true)
        {
            try
            {
                var schema = await migrator.MigrateAsync(cancellation).ConfigureAwait(false);
                return schema.Problem is null ? schema.Applied : throw new InvalidDataException(schema.Problem);
            }
            catch (DatabaseUnavailableException refused) when (refused.IsRefusal)
            {
                throw new InvalidDataException(refused.Message, refused);
            }
            catch (DatabaseUnavailableException away)
            {
                log.DatabaseIsAway(away.Message);
                await Task.Delay(DatabasePause, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static ILogger Log(IServiceProvider services) => services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PipelineHost).FullName!);

    private static T Section<T>(ConfigurationManager configuration, string section)
        where T : new()
    {
        var options = new T();
        configuration.GetSection(section).Bind(options);
        return options;
    }
}
