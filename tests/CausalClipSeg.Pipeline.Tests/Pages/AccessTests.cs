using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CausalClipSeg.Pipeline.Synthetic;

namespace CausalClipSeg.Tests;

/// <summary>Who may see and do what; the pages' own defences.</summary>
public sealed class AccessTests
{
    private const string Key = "a long random key of a reader";

    [Fact]
    public async Task Patient_data_is_for_those_with_a_key_that_may_see_it_and_changes_need_a_token_or_a_key()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(
            ("Status:Access:0:Name", "reader 1"), ("Status:Access:0:KeySha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))),
            ("Status:Access:0:May", "PatientData,Review"));
        var spec = new SyntheticCase(2141, 256, 256) { RightZones = LungZones.Lower };
        await pipeline.SendImage(spec);
        await pipeline.SendReport(SyntheticHl7.Encode(spec));
        var done = await pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
        var name = SyntheticStudy.Of(spec).FamilyName;
        using var local = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/") };
        using var reader = new HttpClient { BaseAddress = local.BaseAddress, DefaultRequestHeaders = { { "Authorization", $"Bearer {Key}" } } };
        var cancellation = TestContext.Current.CancellationToken;

        var hidden = await local.GetStringAsync($"cases/{done.Id}", cancellation);
        hidden.ShouldNotContain(name);
        hidden.ShouldNotContain(SyntheticReport.Of(spec).Stating[0]);
        (await local.GetStringAsync($"api/cases/{done.Id}", cancellation)).ShouldNotContain(SyntheticReport.Of(spec).Stating[0]);
        (await reader.GetStringAsync($"api/cases/{done.Id}", cancellation)).ShouldContain(SyntheticReport.Of(spec).Stating[0]);
        (await local.GetAsync($"api/cases/{done.Id}/image", cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await reader.GetStringAsync($"cases/{done.Id}", cancellation)).ShouldContain(name);
        var image = await reader.GetByteArrayAsync($"api/cases/{done.Id}/image", cancellation);
        image.Length.ShouldBe(2 * 256 * 256);

        (await local.PostAsJsonAsync($"api/cases/{done.Id}/reviews", new { segment = 1, verdict = "accepted" }, cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await reader.PostAsJsonAsync($"api/cases/{done.Id}/reviews", new { segment = 1, verdict = "accepted" }, cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await reader.PostAsync($"cases/{done.Id}/withdraw", new FormUrlEncodedContent([new("back", "/")]), cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var forged = await local.PostAsync($"cases/{done.Id}/withdraw", new FormUrlEncodedContent([new("back", "/")]), cancellation);
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await forged.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("anti-forgery token");
        reader.DefaultRequestHeaders.Remove("Authorization");
        reader.DefaultRequestHeaders.Add("Authorization", "Bearer wrong");
        (await reader.GetAsync("api/health", cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Every_page_forbids_foreign_and_inline_scripts_and_a_foreign_name_for_this_machine_sees_nothing()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/") };
        foreach (var path in new[] { "worklist", "models", "health", "sign-in" })
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            var policy = string.Join(';', answer.Headers.GetValues("Content-Security-Policy"));
            policy.ShouldContain("script-src 'self'");
            policy.ShouldNotContain("unsafe");
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("<script>");
        }
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "api/health") { Headers = { Host = "evil.example" } };
        (await client.SendAsync(rebound, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_comes_past_a_proxy_on_this_machine_does_not_count_as_sitting_at_it()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        (await StatusOf(pipeline)).ShouldBe(HttpStatusCode.OK);
        foreach (var (header, value) in new[]
        {
            ("Forwarded", "for=203.0.113.9"), ("X-Forwarded-For", "203.0.113.9"), ("x-forwarded-proto", "https"), ("X-FORWARDED-HOST", "seg.example"), ("X-Real-IP", "203.0.113.9"),
            ("Via", "1.1 proxy"), ("X-Original-Host", "seg.example"), ("X-Forwarded-For", "127.0.0.1"),
        })
            (await StatusOf(pipeline, header, value)).ShouldBe(HttpStatusCode.Unauthorized, $"{header}: {value}");
        (await StatusOf(pipeline, version: HttpVersion.Version10)).ShouldBe(HttpStatusCode.Unauthorized, "a proxy that says nothing of itself");
    }

    [Fact]
    public async Task Where_a_public_address_is_given_nobody_counts_as_sitting_at_this_machine()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(("Status:PublicAddress", "https://seg.hospital.example"));

        (await StatusOf(pipeline)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_OpenAPI_document_names_what_programs_may_ask()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/") };

        var document = await client.GetFromJsonAsync<JsonElement>("openapi.json", TestContext.Current.CancellationToken);

        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        paths.ShouldContain("/api/health");
        paths.ShouldContain("/api/cases/{id}/reviews");
        paths.ShouldNotContain("/worklist");
    }

    /// <summary>The same answer at the pages' API and at the door for reports, to a request without a key.</summary>
    private static async Task<HttpStatusCode> StatusOf(PipelineUnderTest pipeline, string? header = null, string? value = null, Version? version = null)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/"), DefaultRequestVersion = version ?? HttpVersion.Version11 };
        if (header is not null)
            client.DefaultRequestHeaders.Add(header, value);
        using var asked = await client.GetAsync("api/models", TestContext.Current.CancellationToken);
        using var sent = await client.PostAsync("fhir/DiagnosticReport", new StringContent("{}", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        (sent.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(asked.StatusCode == HttpStatusCode.Unauthorized);
        return asked.StatusCode;
    }
}
