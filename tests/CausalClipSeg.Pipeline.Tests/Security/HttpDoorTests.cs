using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Pages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests;

/// <summary>What holds for every address of the HTTP listener, those to come included.</summary>
public sealed partial class HttpDoorTests
{
    /// <summary>What a stranger may ask for: probes, metrics, the way in, what FHIR says of itself, and files that are the same for all.</summary>
    private static readonly string[] Open = ["/health/live", "/health/ready", "/health/start", "/metrics", "/sign-in", "/sign-out", "/api/token", "/fhir/metadata", "/assets/"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_is_refused_at_every_address_that_is_not_open_to_all()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        using var stranger = Client(pipeline);
        var tried = 0;
        foreach (var (method, path) in Addresses(pipeline).Where(address => !Open.Any(open => $"{address.Path}/".StartsWith(open, StringComparison.Ordinal)) && address.Path != "/"))
        {
            // From this machine, and by a name that is not this machine's: nobody whom the service knows.
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { Host = "stranger.example" } };
            using var answer = await stranger.SendAsync(request, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path}");
            tried++;
        }
        tried.ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task Whatever_changes_something_asks_for_the_pages_own_token()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(("Status:Local", "All"));
        var changing = Endpoints(pipeline).Where(endpoint => Methods(endpoint).Any(method => method is not ("GET" or "HEAD"))).ToList();
        changing.Where(endpoint => endpoint.Metadata.GetMetadata<ChecksAntiforgery>() is null).Select(Path)
            .ShouldBe(["/fhir", "/fhir/DiagnosticReport", "/fhir/DiagnosticReport/x"], ignoreOrder: true, "a FHIR sender shows a token of its own, or a body that no form can make");

        using var browser = Client(pipeline);
        foreach (var path in new[] { "sign-in", "sign-out", $"cases/{Guid.NewGuid()}/retry", "models/retrain", "api/models/retrain" })
            (await (await browser.PostAsync(path, new FormUrlEncodedContent([new("key", "x")]), Cancel)).Content.ReadAsStringAsync(Cancel)).ShouldContain("anti-forgery token", Case.Sensitive, path);
        // What a form on a foreign page can send is no FHIR report.
        using var forged = new StringContent("{}", MediaTypeHeaderValue.Parse("text/plain"));
        (await browser.PostAsync("fhir", forged, Cancel)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_a_browser_from_foreign_code()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        using var client = Client(pipeline);
        foreach (var path in new[] { "worklist", "health", "health/live", "metrics", "fhir/metadata", "openapi.json", "api/summary", $"cases/{Guid.NewGuid()}", "nowhere" })
        {
            using var answer = await client.GetAsync(path, Cancel);
            answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                policy => policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'"), policy => policy.ShouldContain("frame-ancestors 'none'"), policy => policy.ShouldNotContain("unsafe"));
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], path);
            answer.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"], path);
            answer.Headers.GetValues("Cross-Origin-Opener-Policy").ShouldBe(["same-origin"], path);
            answer.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"], path);
            answer.Headers.Contains("Server").ShouldBeFalse(path);
            answer.Headers.CacheControl.ShouldNotBeNull().NoStore.ShouldBeTrue(path);
        }
    }

    [Fact]
    public async Task Who_asks_too_often_or_too_much_is_told_and_probes_are_answered_all_the_same()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(
            ("Status:RequestsPerMinute", "60"), ("Status:SignInsPerMinute", "2"), ("Status:MaxRequestMegabytes", "1"), ("Status:Local", "All"), ("Intake:Fhir:MaxBytes", "2048"));
        using var client = Client(pipeline);

        var token = (await client.GetFromJsonAsync<JsonElement>("api/token", Cancel)).GetProperty("token").GetString()!;
        using (var large = new HttpRequestMessage(HttpMethod.Post, $"api/cases/{Guid.NewGuid()}/reviews") { Headers = { { "X-Antiforgery", token } } })
        {
            large.Content = JsonContent.Create(new { segment = 1, verdict = "accepted", comment = new string('x', 2 << 20) });
            (await client.SendAsync(large, Cancel)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }
        using var report = new StringContent(new string(' ', 4096), MediaTypeHeaderValue.Parse("application/fhir+json"));
        (await client.PostAsync("fhir", report, Cancel)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        for (var guess = 0; guess < 2; guess++)
            (await client.PostAsync("sign-in", new FormUrlEncodedContent([new("key", "x")]), Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsync("sign-in", new FormUrlEncodedContent([new("key", "x")]), Cancel)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        var answers = await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => client.GetAsync("api/token", Cancel)));
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        refused.Count.ShouldBeInRange(50, 149);
        refused[0].Headers.RetryAfter.ShouldNotBeNull();
        (await refused[0].Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString().ShouldNotBeNull().ShouldStartWith("Too many requests from this address; ask again in ");
        (await client.GetAsync("health/live", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task The_keys_that_no_site_gave_are_made_once_for_their_owner_alone()
    {
        await using var one = await PipelineUnderTest.Embedded(("Datasets:SplitKey", null));
        await using var other = await PipelineUnderTest.Embedded(("Datasets:SplitKey", null));
        string[] Keys(PipelineUnderTest pipeline) =>
            [pipeline.Services.GetRequiredService<IOptions<LabelOptions>>().Value.ReaderKey!, pipeline.Services.GetRequiredService<IOptions<DatasetOptions>>().Value.SplitKey!];
        var keys = Keys(one);
        await one.Restart();

        Keys(one).ShouldBe(keys);
        Keys(one).Concat(Keys(other)).ShouldBeUnique();
        keys.ShouldAllBe(key => Convert.FromBase64String(key).Length == 32);
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in new[] { "readers.key", "split.key" })
            File.GetUnixFileMode(System.IO.Path.Combine(one.Root, "keys", file)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        File.GetUnixFileMode(System.IO.Path.Combine(one.Root, "keys")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static HttpClient Client(PipelineUnderTest pipeline) =>
        new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/") };

    private static IEnumerable<(string Method, string Path)> Addresses(PipelineUnderTest pipeline) =>
        Endpoints(pipeline).SelectMany(endpoint => Methods(endpoint).Select(method => (method, Path(endpoint)))).Distinct();

    private static IEnumerable<RouteEndpoint> Endpoints(PipelineUnderTest pipeline) => pipeline.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    /// <summary>An address that the pattern fits.</summary>
    private static string Path(RouteEndpoint endpoint) =>
        "/" + AnyPart().Replace(NumberPart().Replace(IdPart().Replace(endpoint.RoutePattern.RawText?.TrimStart('/') ?? "", $"{Guid.Empty}"), "1"), "x");

    [GeneratedRegex(@"\{\w+:guid\}")]
    private static partial Regex IdPart();

    [GeneratedRegex(@"\{\w+:int\}")]
    private static partial Regex NumberPart();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex AnyPart();
}
