using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Inference;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Tests;

/// <summary>Live, started, ready: tried by stopping the real thing behind each.</summary>
public sealed class HealthTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readiness_names_what_has_stopped_and_passes_when_it_is_back()
    {
        await using var postgres = await PrivatePostgres.Start();
        await using var rabbit = await PrivateRabbitMq.Start();
        await using var orthanc = await PrivateOrthanc.Start();
        await using var pipeline = await PipelineUnderTest.Embedded(
            ("Broker:RabbitMq", rabbit.Uri.ToString()), ("Database:Postgres", await postgres.CreateDatabase("health")), ("Labels:ReaderKey", "a key of the tests' readers"),
            ("Pacs:Host", "127.0.0.1"), ("Pacs:Port", $"{orthanc.DicomPort}"), ("Pacs:CalledAe", PrivateOrthanc.AeTitle));
        await Becomes(pipeline, HttpStatusCode.OK, "ready", "database", "well");

        await orthanc.Stop();
        await Becomes(pipeline, HttpStatusCode.OK, "ready, with something amiss", "pacs", "does not answer C-ECHO");
        await orthanc.Launch();
        await rabbit.Stop();
        await Becomes(pipeline, HttpStatusCode.ServiceUnavailable, "not ready", "broker", $"RabbitMQ at 127.0.0.1:{rabbit.Port}: Connection refused");
        (await Ask(pipeline, "live")).Status.ShouldBe(HttpStatusCode.OK, "a process is not killed for a broker that is away");
        await rabbit.Launch();
        await postgres.Stop();
        await Becomes(pipeline, HttpStatusCode.ServiceUnavailable, "not ready", "database", "does not answer");
        await postgres.Launch();
        await Becomes(pipeline, HttpStatusCode.OK, "ready", "pacs", "well");
    }

    [Fact]
    public async Task A_disk_below_its_watermark_and_an_archive_that_the_site_depends_on_close_readiness()
    {
        await using var full = await PipelineUnderTest.Embedded(("Storage:RefuseFreeMegabytes", "1000000000"));
        await Becomes(full, HttpStatusCode.ServiceUnavailable, "not ready", "disk", "MB are free below Storage:Root");
        await using var alone = await PipelineUnderTest.Embedded(("Status:ReadyNeedsPacs", "true"), ("Pacs:Host", "127.0.0.1"), ("Pacs:Port", $"{FreePort.Next()}"));
        await Becomes(alone, HttpStatusCode.ServiceUnavailable, "not ready", "pacs", "does not answer C-ECHO");
    }

    [Fact]
    public async Task A_process_is_started_and_ready_once_its_model_is_loaded()
    {
        await using var folder = new TemporaryFolder("not-started");
        await using (var host = PipelineHost.Build(PipelineRoles.All, new Dictionary<string, string?> { ["Storage:Root"] = folder.Path, ["Logging:LogLevel:Default"] = "Error" }))
        {
            var report = await new ModelHealth(host.Services.GetRequiredService<SegmentationEngine>()).CheckHealthAsync(new HealthCheckContext(), Token);
            (report.Status, report.Description).ShouldBe((HealthStatus.Unhealthy, "The model is being loaded."));
            using var log = new CapturedLog();
            using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
            using var meter = new HealthMeter(host.Services.GetRequiredService<IMeterFactory>(), logs.CreateLogger<HealthMeter>());
            foreach (var said in new[] { report, HealthCheckResult.Healthy(), HealthCheckResult.Unhealthy("It is broken."), HealthCheckResult.Unhealthy("It is broken."), HealthCheckResult.Healthy() })
                await meter.PublishAsync(new HealthReport(new Dictionary<string, HealthReportEntry>
                {
                    ["model"] = new(said.Status, said.Description, TimeSpan.Zero, said.Exception, said.Data, [HealthRegistration.Ready]),
                }, TimeSpan.Zero), Token);
            log.Lines.ShouldBe(["Warning: Health: model fails. It is broken.", "Information: Health: model is well again"]);
        }
        await using var pipeline = await PipelineUnderTest.Embedded();
        await Eventually.True("started", async () => (await Ask(pipeline, "startup")).Status == HttpStatusCode.OK, Patience);
        await Becomes(pipeline, HttpStatusCode.OK, "ready", "model", "well");
    }

    private static Task Becomes(PipelineUnderTest pipeline, HttpStatusCode status, string word, string check, string says) => Eventually.True($"{word}: {check} {says}", async () =>
    {
        var (code, body) = await Ask(pipeline, "ready");
        if (code != status)
            return false;
        using var answer = JsonDocument.Parse(body);
        return answer.RootElement.GetProperty("status").GetString() == word && answer.RootElement.GetProperty("checks").GetProperty(check).GetString()!.Contains(says, StringComparison.Ordinal);
    }, Patience);

    private static async Task<(HttpStatusCode Status, string Body)> Ask(PipelineUnderTest pipeline, string what)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync($"http://127.0.0.1:{pipeline.StatusPort}/health/{what}", Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
