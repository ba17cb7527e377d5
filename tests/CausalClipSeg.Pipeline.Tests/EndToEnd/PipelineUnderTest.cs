using System.Net;
using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Reports.Mllp;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>The product itself, in this process, on free ports and a folder of its own; with real servers when it is given their settings.</summary>
internal sealed class PipelineUnderTest : IAsyncDisposable
{
    /// <summary>What takes longer does not come.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new("pipeline");
    private readonly Dictionary<string, string?> _settings;
    private WebApplication _host;

    private PipelineUnderTest(Dictionary<string, string?> settings)
    {
        _settings = new(settings)
        {
            ["Logging:LogLevel:Default"] = settings.GetValueOrDefault("Logging:LogLevel:Default") ?? "Warning",
            ["Storage:Root"] = settings.GetValueOrDefault("Storage:Root") ?? _folder.Path,
            // The same patients are judged on in every run of the tests.
            ["Datasets:SplitKey"] = settings.GetValueOrDefault("Datasets:SplitKey", "causalclipseg split 1"),
            ["Intake:DicomPort"] = DicomPort.ToString(),
            ["Intake:MllpPort"] = MllpPort.ToString(),
            ["Status:Port"] = StatusPort.ToString(),
        };
        File.WriteAllText(SettingsFile, "{}");
        _host = Build();
    }

    public int DicomPort { get; } = FreePort.Next();

    public int MllpPort { get; } = FreePort.Next();

    public int StatusPort { get; } = FreePort.Next();

    public string Root => Setting("Storage:Root") ?? _folder.Path;

    public IServiceProvider Services => _host.Services;

    /// <summary>Its appsettings.json; what a test writes there is taken over while it runs.</summary>
    public string SettingsFile => _folder.File("appsettings.json");

    /// <summary>Its folder of secrets, which a test may make and fill while it runs.</summary>
    public string SecretsFolder => _folder.File("secrets");

    /// <summary>What it was started with.</summary>
    public string? Setting(string key) => _settings.GetValueOrDefault(key);

    public PipelineStore Store => Services.GetRequiredService<PipelineStore>();

    /// <summary>No configuration: in-memory bus, SQLite, local result store.</summary>
    public static Task<PipelineUnderTest> Embedded(params (string Key, string? Value)[] settings) =>
        Start(settings.ToDictionary(s => s.Key, s => s.Value));

    /// <summary>RabbitMQ, PostgreSQL and Orthanc, kept apart by a virtual host and a database of their own.</summary>
    public static async Task<(PipelineUnderTest Pipeline, Uri Broker)> Real(RealServers servers, params (string Key, string? Value)[] settings)
    {
        var (rabbit, postgres, orthanc) = (await servers.RabbitMq(), await servers.Postgres(), await servers.Orthanc());
        var broker = await rabbit.CreateVirtualHost($"e2e-{Guid.NewGuid():n}");
        var all = settings.ToDictionary(s => s.Key, s => s.Value);
        all["Broker:RabbitMq"] = broker.ToString();
        all["Database:Postgres"] = await postgres.CreateDatabase("e2e");
        all["Labels:ReaderKey"] = "a key of the tests' readers";
        all["Pacs:Host"] = "127.0.0.1";
        all["Pacs:Port"] = orthanc.DicomPort.ToString();
        all["Pacs:CalledAe"] = PrivateOrthanc.AeTitle;
        all["Pacs:DicomWeb"] = orthanc.DicomWebUri.ToString();
        return (await Start(all), broker);
    }

    public async Task<string> SendReport(byte[] message)
    {
        var reply = await MllpClient.SendAsync(new IPEndPoint(IPAddress.Loopback, MllpPort), message, TestContext.Current.CancellationToken).WaitAsync(_limit);
        return Encoding.UTF8.GetString(reply);
    }

    public Task<T> Read<T>(Func<PipelineDbContext, Task<T>> query) => Store.ReadAsync(query, TestContext.Current.CancellationToken);

    /// <summary>Waits until the newest case of the image has come to rest.</summary>
    public Task<SegmentationCase> CaseAtRest(string sopInstanceUid, TimeSpan? within = null) =>
        Eventually.Get($"a finished case of image {sopInstanceUid}", () => Read(async db =>
            await db.Cases.Where(c => c.SopInstanceUid == sopInstanceUid).OrderByDescending(c => c.Revision).FirstOrDefaultAsync() is { } found
                && found.State is not (CaseState.Ready or CaseState.Segmenting or CaseState.Delivering) ? found : null), within ?? _limit);

    public Task<Refusal> Refused(string source, Func<Refusal, bool>? which = null) =>
        Eventually.Get($"a recorded refusal from {source}", () => Read(async db =>
            (await db.Refusals.Where(r => r.Source == source).ToListAsync()).Find(r => which?.Invoke(r) ?? true)));

    /// <summary>Stops and starts again on the same folder and servers.</summary>
    /// <param name="between">What is done to them while nothing runs.</param>
    public async Task Restart(Func<Task>? between = null)
    {
        await StopHost();
        if (between is not null)
            await between();
        _host = Build();
        await PipelineHost.StartAsync(_host, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopHost();
        await _folder.DisposeAsync();
    }

    private WebApplication Build() => PipelineHost.Build(PipelineRoles.All, new SettingsSource(SettingsFile, _settings, new SecretFolder(SecretsFolder, MustExist: false)));

    private static async Task<PipelineUnderTest> Start(Dictionary<string, string?> settings)
    {
        var pipeline = new PipelineUnderTest(settings);
        await PipelineHost.StartAsync(pipeline._host, TestContext.Current.CancellationToken);
        await pipeline.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TestContext.Current.CancellationToken).WaitAsync(_limit);
        return pipeline;
    }

    private async Task StopHost()
    {
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
    }
}
