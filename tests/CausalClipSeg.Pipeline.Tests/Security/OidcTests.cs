using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace CausalClipSeg.Tests;

/// <summary>The hospital's accounts: people who sign in at the issuer, programs with its tokens, and what the three roles open.</summary>
public sealed class OidcTests
{
    private const string Key = "a long random key of a machine";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_of_the_issuer_opens_what_its_roles_say_and_any_other_token_nothing()
    {
        await using var issuer = await PrivateIssuer.Start();
        await using var pipeline = await Guarded(issuer);
        var unknown = Guid.NewGuid();

        // 403 where the role is not enough; past that, the case is not known or the desk refuses.
        async Task Opens(string[] roles, HttpStatusCode worklist, HttpStatusCode image, HttpStatusCode review, HttpStatusCode withdraw)
        {
            using var program = Program(pipeline, issuer.Token(roles));
            (await program.GetAsync("api/summary", Cancel)).StatusCode.ShouldBe(worklist, string.Join(',', roles));
            (await program.GetAsync($"api/cases/{unknown}/image", Cancel)).StatusCode.ShouldBe(image, string.Join(',', roles));
            (await program.PostAsJsonAsync($"api/cases/{unknown}/reviews", new { segment = 1, verdict = "accepted" }, Cancel)).StatusCode.ShouldBe(review, string.Join(',', roles));
            (await program.PostAsync($"api/cases/{unknown}/withdraw", null, Cancel)).StatusCode.ShouldBe(withdraw, string.Join(',', roles));
        }

        await Opens(["viewer"], HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden);
        await Opens(["reviewer"], HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.Forbidden);
        await Opens(["operator"], HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Conflict);
        await Opens(["secretary"], HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden);

        using var stranger = RSA.Create(2048);
        (await Refusal(pipeline, issuer.Token(["viewer"], audience: "another service"))).ShouldContain("meant for another service than causalclipseg");
        (await Refusal(pipeline, issuer.Token(["viewer"], issuer: "http://elsewhere/"))).ShouldContain("comes from another issuer");
        (await Refusal(pipeline, issuer.Token(["viewer"], age: TimeSpan.FromMinutes(30)))).ShouldContain("it has expired");
        (await Refusal(pipeline, issuer.Token(["viewer"], signed: new(new RsaSecurityKey(stranger) { KeyId = "first" }, SecurityAlgorithms.RsaSha256)))).ShouldContain("signature is not the issuer's");
        // The public key is known to everybody: a token "signed" with it as a shared secret, or not at all, is nobody's.
        (await Refusal(pipeline, issuer.Token(["viewer"], signed: new(new SymmetricSecurityKey(issuer.PublicKeyBytes), SecurityAlgorithms.HmacSha256)))).ShouldContain("is not believed here");
        var parts = issuer.Token(["operator"]).Split('.');
        (await Refusal(pipeline, $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{parts[1]}.")).ShouldContain("is not believed here");

        using var embedded = Program(pipeline, Key);
        (await embedded.GetAsync("api/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK, "a key goes beside the issuer");
    }

    [Fact]
    public async Task A_person_signs_in_at_the_issuer_and_changes_nothing_without_the_pages_own_token()
    {
        await using var issuer = await PrivateIssuer.Start();
        issuer.Roles = ["viewer", "operator"];
        await using var pipeline = await Guarded(issuer);
        var cookies = new CookieContainer();
        using var browser = Browser(pipeline, cookies);
        (await browser.GetStringAsync("worklist", Cancel)).ShouldContain("href=\"/sign-in/account?to=");

        var page = await browser.GetStringAsync("sign-in/account?to=/worklist", Cancel);

        page.ShouldContain("dr.reader");
        page.ShouldContain("Sign out");
        var id = Guid.NewGuid();
        (await browser.PostAsync($"cases/{id}/withdraw", new FormUrlEncodedContent([new("back", "/")]), Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var token = (await browser.GetFromJsonAsync<JsonElement>("api/token", Cancel)).GetProperty("token").GetString()!;
        (await browser.PostAsync($"cases/{id}/withdraw", new FormUrlEncodedContent([new("back", "/"), new("antiforgery", token)]), Cancel)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var copy = Browser(pipeline);
        copy.DefaultRequestHeaders.Add("Cookie", cookies.GetCookieHeader(Address(pipeline)));
        (await copy.GetStringAsync("worklist", Cancel)).ShouldContain("dr.reader");
        await browser.PostAsync("sign-out", new FormUrlEncodedContent([new("antiforgery", token)]), Cancel);
        (await browser.GetStringAsync("worklist", Cancel)).ShouldNotContain("dr.reader");
        (await copy.GetStringAsync("worklist", Cancel)).ShouldNotContain("dr.reader", Case.Insensitive, "the session has ended here, not in one browser alone");
        (await pipeline.Read(db => db.AuditRecords.Where(a => a.Actor == "dr.reader").OrderBy(a => a.Sequence).Select(a => a.Event).ToListAsync())).ShouldBe(["signed-in", "signed-out"]);
    }

    [Fact]
    public async Task An_account_without_a_role_is_told_so_and_an_issuer_that_is_away_is_named()
    {
        await using var issuer = await PrivateIssuer.Start();
        issuer.Roles = ["secretary"];
        await using var pipeline = await Guarded(issuer);
        using var browser = Browser(pipeline, new CookieContainer());
        (await browser.GetStringAsync("sign-in/account?to=//evil.example", Cancel)).ShouldContain("holds none of the roles that may come in here");

        await using var away = await PrivateIssuer.Start();
        await using var alone = await Guarded(away);
        var token = away.Token(["viewer"]);
        await away.Stop();
        (await Refusal(alone, token)).ShouldContain("does not answer");
    }

    private static Task<PipelineUnderTest> Guarded(PrivateIssuer issuer) => PipelineUnderTest.Embedded(
        ("Status:Local", "None"), ("Status:Oidc:Authority", issuer.Address.ToString()), ("Status:Oidc:ClientId", PrivateIssuer.ClientId), ("Status:Oidc:ClientSecret", PrivateIssuer.ClientSecret),
        ("Status:Access:0:Name", "machine"), ("Status:Access:0:KeySha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))));

    private static Uri Address(PipelineUnderTest pipeline) => new($"http://127.0.0.1:{pipeline.StatusPort}/");

    private static HttpClient Browser(PipelineUnderTest pipeline, CookieContainer? cookies = null) =>
        new(new HttpClientHandler { UseCookies = cookies is not null, CookieContainer = cookies ?? new() }) { BaseAddress = Address(pipeline), DefaultRequestHeaders = { { "Accept", "text/html" } } };

    private static HttpClient Program(PipelineUnderTest pipeline, string bearer) =>
        new() { BaseAddress = Address(pipeline), DefaultRequestHeaders = { { "Authorization", $"Bearer {bearer}" } } };

    private static async Task<string> Refusal(PipelineUnderTest pipeline, string token)
    {
        using var program = Program(pipeline, token);
        using var answer = await program.GetAsync("api/summary", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString()!;
    }
}
