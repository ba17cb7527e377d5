using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CausalClipSeg.Benchmarks.Faults;

namespace CausalClipSeg.Tests;

/// <summary>Whoever looks while the database is away is told so while it is away, and sees everything again when it is back.</summary>
public sealed class DatabaseAwayTests(RealServers servers)
{
    /// <summary>A statement is tried for minutes; what is told only then comes too late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(true), InlineData(false)]
    public async Task People_programs_and_monitors_are_told_of_a_database_that_hangs_or_has_stopped_while_it_does(bool hangs)
    {
        await using var postgres = await PrivatePostgres.Start();
        await using var world = await FaultWorld.CreateAsync(await servers.RabbitMq(), postgres, await servers.Orthanc());
        await using var worker = await WorkerProcess.StartAsync(world, "intake,worker,status");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{worker.StatusPort}"), Timeout = Patience };
        await Eventually.True("readiness", async () => (await http.GetAsync("/health/ready", Cancel)).IsSuccessStatusCode, Patience);
        (await PageAsync(http)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await (hangs ? postgres.Pause() : postgres.Stop());
        var (page, program) = (PageAsync(http), http.GetAsync("/api/summary", Cancel));
        await Eventually.True("the check of the database", async () => (await ChecksAsync(http)).GetProperty("database").GetString() != "well", Patience);
        await Eventually.True("the metric", async () => (await http.GetStringAsync("/metrics", Cancel)).Split('\n').Any(line =>
            line.StartsWith("causalclipseg_health{", StringComparison.Ordinal) && line.Contains("check=\"database\"", StringComparison.Ordinal) && line.Contains("} 0", StringComparison.Ordinal)), Patience);
        using (var shown = await page)
        {
            (shown.StatusCode, shown.Headers.RetryAfter?.Delta).ShouldBe((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(10)));
            var html = await shown.Content.ReadAsStringAsync(Cancel);
            html.ShouldSatisfyAllConditions(html => html.ShouldContain("The database does not answer"), html => html.ShouldContain("href=\"/worklist?state=Delivered\">Try again"));
        }
        using (var told = await program)
        {
            (told.StatusCode, told.Content.Headers.ContentType?.MediaType).ShouldBe((HttpStatusCode.ServiceUnavailable, "application/problem+json"));
            (await told.Content.ReadAsStringAsync(Cancel)).ShouldContain("The database does not answer");
        }
        (await http.GetStringAsync("/health/live", Cancel)).ShouldBe("live");

        await (hangs ? postgres.Resume() : postgres.Launch());
        await Eventually.True("readiness again", async () => (await http.GetAsync("/health/ready", Cancel)).IsSuccessStatusCode, Patience);
        await Eventually.True("the page again", async () => (await PageAsync(http)).IsSuccessStatusCode, Patience);
        worker.Log.ShouldNotContain("unhandled exception");
        (await worker.IsAliveAsync()).ShouldBeTrue();
        await worker.StopAsync();
    }

    [Fact]
    public async Task What_nobody_foresaw_is_said_with_the_number_under_which_the_log_has_it()
    {
        var postgres = await servers.Postgres();
        await using var world = await FaultWorld.CreateAsync(await servers.RabbitMq(), postgres, await servers.Orthanc());
        await using var worker = await WorkerProcess.StartAsync(world, "status");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{worker.StatusPort}"), Timeout = Patience };
        await postgres.Sql("ALTER TABLE segmentation_case DROP COLUMN reason CASCADE", new Npgsql.NpgsqlConnectionStringBuilder(world.Database).Database!);

        using var told = await http.GetAsync("/api/cases", Cancel);
        using var shown = await PageAsync(http);

        (told.StatusCode, shown.StatusCode).ShouldBe((HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError));
        var sentence = JsonDocument.Parse(await told.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("detail").GetString()!;
        sentence.ShouldStartWith("The service has failed here, and its log says how, at ");
        worker.Log.ShouldContain(sentence[..^1].Split(' ')[^1]);
        (await shown.Content.ReadAsStringAsync(Cancel)).ShouldContain("The service has failed here, and its log says how, at ");
        await worker.StopAsync();
    }

    private static async Task<HttpResponseMessage> PageAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/worklist?state=Delivered");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        return await http.SendAsync(request, Cancel);
    }

    private static async Task<JsonElement> ChecksAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/health/ready", Cancel);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("checks");
    }
}
