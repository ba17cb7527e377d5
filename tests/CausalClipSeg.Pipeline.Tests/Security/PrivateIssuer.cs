using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CausalClipSeg.Tests;

/// <summary>An OpenID Connect issuer over real HTTP: discovery, keys, the authorization code flow with PKCE, and tokens as one asks for them.</summary>
internal sealed class PrivateIssuer : IAsyncDisposable
{
    public const string ClientId = "causalclipseg";
    public const string ClientSecret = "known to both";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RsaSecurityKey _key;
    private readonly Dictionary<string, (string Challenge, string? Nonce, string Redirect)> _codes = [];
    private readonly WebApplication _host;

    private PrivateIssuer()
    {
        _key = new RsaSecurityKey(_rsa) { KeyId = "first" };
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}/realm");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address.GetLeftPart(UriPartial.Authority));
        _host = builder.Build();
        _host.MapGet("/realm/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = Issuer,
            ["jwks_uri"] = $"{Issuer}/keys",
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["response_types_supported"] = new[] { "code" },
            ["subject_types_supported"] = new[] { "public" },
            ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
        }));
        _host.MapGet("/realm/keys", () => Results.Json(new { keys = new[] { PublicKey() } }));
        _host.MapGet("/realm/authorize", Authorize);
        _host.MapPost("/realm/token", TokenAsync);
    }

    public Uri Address { get; }

    /// <summary>Whose browser it is that comes to sign in.</summary>
    public string Name { get; set; } = "dr.reader";

    public string[] Roles { get; set; } = ["viewer"];

    public byte[] PublicKeyBytes => _rsa.ExportSubjectPublicKeyInfo();

    private string Issuer => Address.ToString();

    public static async Task<PrivateIssuer> Start()
    {
        var issuer = new PrivateIssuer();
        await issuer._host.StartAsync();
        return issuer;
    }

    /// <summary>A token for a program, right unless something is asked for otherwise.</summary>
    public string Token(string[] roles, string? audience = ClientId, string? issuer = null, TimeSpan? age = null, SigningCredentials? signed = null, string? nonce = null)
    {
        var issued = DateTime.UtcNow - (age ?? TimeSpan.Zero);
        var claims = new Dictionary<string, object> { ["sub"] = "4711", ["preferred_username"] = Name, ["roles"] = roles };
        if (nonce is not null)
            claims["nonce"] = nonce;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Issuer,
            Audience = audience,
            IssuedAt = issued,
            NotBefore = issued,
            Expires = issued.AddMinutes(10),
            Claims = claims,
            SigningCredentials = signed ?? new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
        });
    }

    public async Task Stop() => await _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _rsa.Dispose();
    }

    private object PublicKey()
    {
        var parameters = _rsa.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = _key.KeyId, n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) };
    }

    private IResult Authorize(HttpRequest request)
    {
        var asked = request.Query;
        if (asked["client_id"] != ClientId || asked["response_type"] != "code" || asked["code_challenge_method"] != "S256" || asked["redirect_uri"].ToString() is not { Length: > 0 } redirect)
            return Results.BadRequest("This issuer wants the code flow with PKCE.");
        var code = Guid.NewGuid().ToString("n");
        _codes[code] = (asked["code_challenge"].ToString(), asked["nonce"], redirect);
        return Results.Redirect(QueryHelpers.AddQueryString(redirect, new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"] }));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var verifier = SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()));
        if (!_codes.Remove(form["code"].ToString(), out var code) || code.Challenge != Base64UrlEncoder.Encode(verifier)
            || form["client_secret"] != ClientSecret || form["redirect_uri"] != code.Redirect)
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        return Results.Json(new { access_token = Token(Roles), token_type = "Bearer", expires_in = 600, id_token = Token(Roles, nonce: code.Nonce) });
    }
}
