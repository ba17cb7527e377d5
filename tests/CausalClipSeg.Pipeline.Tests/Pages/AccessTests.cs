using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Operations;
using CausalClipSeg.Pipeline.Pages;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>Who may see and do what; the pages' own defences.</summary>
public sealed class AccessTests
{
    private const string Key = "a long random key of a reader";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Patient_data_is_for_those_with_a_key_that_may_see_it_and_changes_need_a_token_or_a_key()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(
            ("Status:Access:0:Name", "reader 1"), ("Status:Access:0:KeySha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))),
            ("Status:Access:0:May", "PatientData,Review"), ("Status:Access:1:Name", "reader 2"),
            ("Status:Access:1:KeySha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("the key of reader 2")))), ("Status:Access:1:May", "PatientData,Review"),
            ("Status:ReviewsToPacs", "true"));
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
        object[] unclear =
        [
            new { segment = 1, verdct = "rejected" }, new { segment = 1, verdict = 77 }, new { verdict = "accepted" }, new { segment = 1, verdict = "accepted", masks = "" },
            new { segment = 1, verdict = "redrawn" }, new { segment = 1, verdict = "redrawn", mask = "/w==" }, new { segment = 1, verdict = "accepted", mask = "/w==" },
            new { segment = 1, verdict = "accepted", comment = new string('x', 501) }, new { segment = 1, verdict = "accepted", comment = "\0" },
        ];
        foreach (var body in unclear)
            (await reader.PostAsJsonAsync($"api/cases/{done.Id}/reviews", body, cancellation)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, JsonSerializer.Serialize(body));
        await AReaderTakesBackOnlyTheirOwnWordAndOnlyForAWhile(pipeline, reader, done.Id);
        (await reader.PostAsync($"cases/{done.Id}/withdraw", new FormUrlEncodedContent([new("back", "/")]), cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        for (var copy = 0; copy < 2; copy++)
            await reader.GetByteArrayAsync($"api/cases/{done.Id}/seg", cancellation);
        (await pipeline.Read(db => db.AuditRecords.CountAsync(a => a.Event == "instances-exported" && a.Actor == "reader 1"))).ShouldBe(2, "each file that leaves");
        using var packed = new HttpRequestMessage(HttpMethod.Get, $"api/cases/{done.Id}/image") { Headers = { { "Accept-Encoding", "br" } } };
        using var small = await reader.SendAsync(packed, cancellation);
        small.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        (await small.Content.ReadAsByteArrayAsync(cancellation)).Length.ShouldBeLessThan(image.Length);
        using var repeating = new HttpRequestMessage(HttpMethod.Get, "worklist?q=x") { Headers = { { "Accept-Encoding", "br" } } };
        using var plain = await reader.SendAsync(repeating, cancellation);
        plain.Content.Headers.ContentEncoding.ShouldBeEmpty("what repeats the request is not compressed beside what nobody may guess");
        using var forged = await local.PostAsync($"cases/{done.Id}/withdraw", new FormUrlEncodedContent([new("back", "/")]), cancellation);
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await forged.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("anti-forgery token");
        await AnAcceptedMaskThatIsLeftInTheArchiveIsNamed(pipeline, reader, done.Id);
        reader.DefaultRequestHeaders.Remove("Authorization");
        reader.DefaultRequestHeaders.Add("Authorization", "Bearer wrong");
        (await reader.GetAsync("api/health", cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Each_visitor_is_told_what_is_not_theirs_and_the_trail_says_who_came_went_and_did_what_from_where()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(
            [.. Entry(0, "viewer 1", "PatientData"), .. Entry(1, "reviewer 1", "PatientData,Review"), .. Entry(2, "operator 1", "Operate,Models"),
             ("Status:Local", "None"), ("Status:TrustedProxies:0", "127.0.0.1"), ("Status:IdleMinutes", "30"), ("Retraining:MinimumLabels", "1000")]);
        await ManyCases.Add(pipeline.Store, 1, _ => CaseState.Delivered);
        var id = await pipeline.Read(db => db.Cases.Select(c => c.Id).SingleAsync());
        var cookies = new CookieContainer();
        using var browser = Client(pipeline, new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false });
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7, 203.0.113.9");
        browser.DefaultRequestHeaders.Add("Accept", "text/html");

        using var signedIn = await Post(browser, "sign-in", ("key", "the key of viewer 1"), ("to", "/\t/elsewhere.example"));
        signedIn.Headers.Location.ShouldNotBeNull().ToString().ShouldBe("/");
        using var refused = await browser.GetAsync("review", Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var page = await refused.Content.ReadAsStringAsync(Cancel);
        page.ShouldContain("viewer 1 may not do this");
        page.ShouldNotContain("href=\"/review\"");
        var copied = cookies.GetCookieHeader(browser.BaseAddress.ShouldNotBeNull());
        (await StatusOf(pipeline, copied)).ShouldBe(HttpStatusCode.OK);
        using var events = new StreamReader(await browser.GetStreamAsync("events", Cancel));
        (await events.ReadLineAsync(Cancel)).ShouldBe("event: beat");
        await Post(browser, "sign-out");
        (await StatusOf(pipeline, copied)).ShouldBe(HttpStatusCode.Unauthorized, "a cookie that somebody copied is worth nothing any more");

        using var operating = Client(pipeline, key: "the key of operator 1");
        (await operating.PostAsync($"api/cases/{id}/withdraw", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await events.ReadToEndAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(90), Cancel)).ShouldNotContain("withdrawn", Case.Insensitive, "the stream ends with the session");
        var trail = await pipeline.Read(db => db.AuditRecords.Where(a => a.Event != "application-start").OrderBy(a => a.Sequence).ToListAsync());
        trail.Select(row => (row.Event, row.Actor)).ShouldBe(
            [("signed-in", "viewer 1"), ("access-refused", "viewer 1"), ("signed-out", "viewer 1"), ("case-withdrawn", "operator 1")]);
        trail[0].Message.ShouldContain("NetworkAccessPointID=\"203.0.113.9\"", Case.Sensitive, "whom the site's proxy speaks for, and not what that one says of itself");
        trail[3].Message.ShouldContain("PID0");
        foreach (var row in trail)
            XElement.Parse(row.Message).ShouldBeAnAuditMessage();
        TabsWaitInTurn(pipeline.Services.GetRequiredService<ProbabilityMaps>());
        await WrongInputIsNamed(pipeline);
        SessionsEnd(pipeline);
    }

    private static async Task AReaderTakesBackOnlyTheirOwnWordAndOnlyForAWhile(PipelineUnderTest pipeline, HttpClient reader, Guid id)
    {
        using var other = Client(pipeline, key: "the key of reader 2");
        async Task<Guid> Say(HttpClient who, string verdict) =>
            (await (await who.PostAsJsonAsync($"api/cases/{id}/reviews", new { segment = 1, verdict }, Cancel)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("label").GetGuid();
        async Task<(HttpStatusCode, string?)> TakeBack(HttpClient who, Guid label)
        {
            using var answer = await who.DeleteAsync($"api/cases/{id}/reviews/{label}", Cancel);
            return (answer.StatusCode, answer.StatusCode == HttpStatusCode.NoContent ? null : (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString());
        }
        async Task<JsonElement> Listed(string review) => await reader.GetFromJsonAsync<JsonElement>($"api/cases?review={review}", Cancel);

        var said = await Say(reader, "accepted");
        var message = await pipeline.Read(db => db.OutboxMessages.SingleAsync(m => m.Type == "ReviewAccepted"));
        message.NotBefore.ShouldNotBeNull().ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(9), "a word goes to the archive when it cannot be taken back any more");
        message.OrderingKey.ShouldNotBe(id.ToString(), "and nothing of the case waits for it");
        await reader.GetStringAsync($"review/{id}", Cancel);
        var page = await other.GetStringAsync($"review/{id}", Cancel);
        page.ShouldContain("Another reader (radiologist): accepted");
        page.ShouldContain("Another reader has opened this case");
        page.ShouldNotContain("data-done");
        (await reader.GetStringAsync($"review/{id}", Cancel)).ShouldContain("data-done=\"accepted\"");
        (await TakeBack(other, said)).ShouldBe((HttpStatusCode.Forbidden, "Another reader said that, and only that reader takes it back. Your own word stands beside it."));
        (await TakeBack(reader, Guid.Empty)).ShouldBe((HttpStatusCode.NotFound, $"There is no review {Guid.Empty} of case {id}."));
        (await Late(pipeline, id, said)).ShouldStartWith("A word may be taken back for 10 minutes (Status:TakeBackMinutes), and this one is older.");
        await pipeline.Store.InTransactionAsync(async db => (await db.Labels.SingleAsync(l => l.Id == said, Cancel)).Store(DateTimeOffset.UtcNow), Cancel);
        (await TakeBack(reader, said)).ShouldBe((HttpStatusCode.NoContent, null));
        (await TakeBack(reader, said)).Item1.ShouldBe(HttpStatusCode.Conflict);
        var row = await pipeline.Read(db => db.AuditRecords.SingleAsync(a => a.Event == "review-taken-back"));
        row.Actor.ShouldBe("reader 1");
        XElement.Parse(row.Message).ShouldBeAnAuditMessage();
        (await pipeline.Read(db => db.Labels.SingleAsync(l => l.Id == said))).TakenBackAt.ShouldNotBeNull();
        (await reader.GetStringAsync($"cases/{id}", Cancel)).ShouldContain("does not stand any more, taken back by the reader, and the archive holds it still");
        (await pipeline.Read(db => db.OutboxMessages.CountAsync(m => m.Type == "ReviewWithdrawn"))).ShouldBe(1);
        (await Listed("open"))[0].GetProperty("review").GetProperty("reviewed").GetInt32().ShouldBe(0);

        var mine = await Say(other, "wrongSide");
        var rejected = (await Listed("rejected"))[0];
        (rejected.GetProperty("id").GetGuid(), rejected.GetProperty("review").GetProperty("rejected").GetInt32()).ShouldBe((id, 1));
        (await reader.GetFromJsonAsync<JsonElement>($"api/cases/{id}", Cancel)).GetProperty("reviews").EnumerateArray().Select(word => (word.GetProperty("verdict").GetString(), word.GetProperty("isTakenBack").GetBoolean()))
            .ShouldBe([("accepted", true), ("wrongSide", false)]);
        (await reader.GetStringAsync($"cases/{id}", Cancel)).ShouldContain("segment 1 wrong side");
        (await reader.GetByteArrayAsync($"api/cases/{id}/reviews/{mine}/mask", Cancel)).ShouldBe(await reader.GetByteArrayAsync($"api/cases/{id}/segments/1/mask", Cancel));
    }

    private static async Task AnAcceptedMaskThatIsLeftInTheArchiveIsNamed(PipelineUnderTest pipeline, HttpClient reader, Guid id)
    {
        (await reader.PostAsJsonAsync($"api/cases/{id}/reviews", new { segment = 1, verdict = "accepted" }, Cancel)).EnsureSuccessStatusCode();
        await pipeline.Store.InTransactionAsync(async db => (await db.Labels.OrderBy(l => l.CreatedAt).LastAsync(l => l.CaseId == id, Cancel)).Store(DateTimeOffset.UtcNow), Cancel);
        (await Left()).ShouldBe([true, false, false]);
        (await pipeline.Services.GetRequiredService<CaseDesk>().WithdrawAsync(id, new AuditParticipant("a test", true), Cancel)).ShouldBeNull();
        (await Left()).ShouldBe([true, false, true], "the one that was taken back, the one that was never stored, and the one that fell with its case");
        (await reader.GetStringAsync($"cases/{id}", Cancel)).ShouldContain("does not stand any more, withdrawn with its case, and the archive holds it still");

        async Task<IEnumerable<bool>> Left() => (await reader.GetFromJsonAsync<JsonElement>($"api/cases/{id}", Cancel)).GetProperty("reviews").EnumerateArray().Select(word => word.GetProperty("isLeftInArchive").GetBoolean());
    }

    /// <summary>Eleven minutes later.</summary>
    private static async Task<string> Late(PipelineUnderTest pipeline, Guid id, Guid label)
    {
        var clock = new SettableClock();
        clock.Pass(TimeSpan.FromMinutes(11));
        var outcome = await ActivatorUtilities.CreateInstance<ReviewDesk>(pipeline.Services, clock).TakeBackAsync(
            id, label, new Visitor("reader 1", Permissions.All, true) { Role = "radiologist" }, AuditEvents.ReviewTakenBack(new AuditParticipant("reader 1", true), id, null, "1.2.3"), Cancel);
        return outcome.ShouldNotBeNull().Sentence;
    }

    private static async Task WrongInputIsNamed(PipelineUnderTest pipeline)
    {
        using var reviewer = Client(pipeline, key: "the key of reviewer 1");
        (string Method, string Path, string? Type, HttpStatusCode Status, string Said)[] wrong =
        [
            ("GET", "api/cases?limit=abc", null, HttpStatusCode.BadRequest, "limit"), ("GET", "api/cases?limit=-4", null, HttpStatusCode.BadRequest, "limit is -4; it is a number from 1 to 500."),
            ("GET", "api/cases?review=rejectd", null, HttpStatusCode.BadRequest, "review is 'rejectd'; it is open, reviewed or rejected."),
            ("GET", "api/cases?before=yesterday", null, HttpStatusCode.BadRequest, "before"), ("GET", "api/cases?state=3", null, HttpStatusCode.BadRequest, "There is no state '3'."),
            ("GET", "api/cases/not-a-guid", null, HttpStatusCode.NotFound, "There is nothing at /api/cases/not-a-guid."), ("GET", "nowhere", null, HttpStatusCode.NotFound, "There is nothing at /nowhere."),
            ("DELETE", "api/cases", null, HttpStatusCode.MethodNotAllowed, "/api/cases does not take DELETE; it takes GET."),
            ("POST", $"api/cases/{Guid.NewGuid()}/reviews", "text/plain", HttpStatusCode.UnsupportedMediaType, "does not take text/plain"),
            ("POST", $"api/cases/{Guid.NewGuid()}/reviews", "application/json", HttpStatusCode.BadRequest, "The body is not the JSON that this address takes"),
        ];
        foreach (var (method, path, type, status, said) in wrong)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = type is null ? null : new StringContent("{", MediaTypeHeaderValue.Parse(type)) };
            using var answer = await reviewer.SendAsync(request, Cancel);
            answer.StatusCode.ShouldBe(status, path);
            answer.Content.Headers.ContentType.ShouldNotBeNull(path).MediaType.ShouldBe("application/problem+json", path);
            (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(said, Case.Sensitive, path);
        }
        using var head = new HttpRequestMessage(HttpMethod.Head, "worklist");
        using var only = await reviewer.SendAsync(head, Cancel);
        only.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await only.Content.ReadAsByteArrayAsync(Cancel)).ShouldBeEmpty();
    }

    private static void TabsWaitInTurn(ProbabilityMaps maps)
    {
        var places = new[] { maps.Queue("reader 1"), maps.Queue("reader 1") };
        maps.Queue("reader 1").ShouldBeNull("one with many tabs keeps nobody waiting");
        maps.Queue("reader 2").ShouldNotBeNull().Dispose();
        places[0].ShouldNotBeNull().Dispose();
        maps.Queue("reader 1").ShouldNotBeNull().Dispose();
        places[1].ShouldNotBeNull().Dispose();
    }

    /// <summary>By nobody having used them for half an hour, and after twelve hours in any case.</summary>
    private static void SessionsEnd(PipelineUnderTest pipeline)
    {
        var clock = new SettableClock();
        var sessions = ActivatorUtilities.CreateInstance<Sessions>(pipeline.Services, clock);
        var session = sessions.Begin("x");
        clock.Pass(TimeSpan.FromMinutes(29));
        sessions.Open(sessions.Seal(session)).ShouldNotBeNull();
        var renewed = sessions.Renew(session).ShouldNotBeNull();
        Sessions.IsUnattended(new DefaultHttpContext { Request = { Path = "/events" } }.Request).ShouldBeTrue("a page that nobody looks at opens its stream again and again");
        Sessions.IsUnattended(new DefaultHttpContext { Request = { Path = "/worklist" } }.Request).ShouldBeFalse();
        clock.Pass(TimeSpan.FromMinutes(29));
        sessions.Open(sessions.Seal(session)).ShouldBeNull();
        for (var used = 0; used < 22; used++)
        {
            renewed = sessions.Renew(sessions.Open(sessions.Seal(renewed)).ShouldNotBeNull()).ShouldNotBeNull();
            clock.Pass(TimeSpan.FromMinutes(29));
        }
        sessions.Open(sessions.Seal(renewed)).ShouldNotBeNull();
        renewed = sessions.Renew(renewed).ShouldNotBeNull();
        clock.Pass(TimeSpan.FromMinutes(29));
        sessions.Open(sessions.Seal(renewed)).ShouldBeNull("twelve hours are over");
    }

    private static (string, string?)[] Entry(int at, string name, string may) =>
    [
        ($"Status:Access:{at}:Name", name), ($"Status:Access:{at}:KeySha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"the key of {name}")))),
        ($"Status:Access:{at}:May", may),
    ];

    private static HttpClient Client(PipelineUnderTest pipeline, HttpClientHandler? handler = null, string? key = null)
    {
        var client = new HttpClient(handler ?? new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/") };
        if (key is not null)
            client.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        return client;
    }

    private static async Task<HttpResponseMessage> Post(HttpClient browser, string path, params (string Name, string Value)[] fields)
    {
        var token = (await browser.GetFromJsonAsync<JsonElement>("api/token", Cancel)).GetProperty("token").GetString()!;
        return await browser.PostAsync(path, new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("antiforgery", token)]), Cancel);
    }

    private static async Task<HttpStatusCode> StatusOf(PipelineUnderTest pipeline, string cookies)
    {
        using var copy = Client(pipeline);
        copy.DefaultRequestHeaders.Add("Cookie", cookies);
        using var answer = await copy.GetAsync("api/summary", Cancel);
        return answer.StatusCode;
    }

    private sealed class SettableClock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UtcNow;

        public void Pass(TimeSpan time) => _now += time;

        public override DateTimeOffset GetUtcNow() => _now;
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
        document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(scheme => scheme.Name).ShouldBe(["key", "session"]);
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(path => path.Name.StartsWith("/api/", StringComparison.Ordinal)))
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = $"{operation.Name} {path.Name}";
                operation.Value.TryGetProperty("summary", out _).ShouldBeTrue(name);
                var answers = operation.Value.GetProperty("responses").EnumerateObject().ToDictionary(answer => answer.Name, answer => answer.Value);
                answers["429"].GetProperty("content").TryGetProperty("application/problem+json", out _).ShouldBeTrue(name);
                (answers.ContainsKey("204") || answers["200"].GetProperty("content").EnumerateObject().All(content => content.Value.TryGetProperty("schema", out _))).ShouldBeTrue(name);
                if (path.Name == "/api/token")
                    continue;
                operation.Value.GetProperty("security").GetArrayLength().ShouldBe(2, name);
                answers.Keys.ShouldContain("401", name);
                answers.Keys.ShouldContain("403", name);
            }
        foreach (var parameter in document.GetProperty("paths").GetProperty("/api/cases").GetProperty("get").GetProperty("parameters").EnumerateArray())
            parameter.GetProperty("description").GetString().ShouldNotBeNullOrEmpty();
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
