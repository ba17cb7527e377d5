using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Knows a visitor by a key or the issuer's token in the Authorization header, by the cookie of a sign-in, or by sitting at this machine.</summary>
internal sealed class AccessHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, AccessKeys keys, OidcVisitors oidc)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public new const string Scheme = "Access";
    private const string Bearer = "Bearer ";

    /// <summary>A key in the header is no browser's doing, so nobody can forge such a request from another site.</summary>
    public static bool HasKey(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (HasKey(Request))
            return await OfHeaderAsync(Request.Headers.Authorization.ToString()[Bearer.Length..].Trim()).ConfigureAwait(false);
        if (Request.Cookies[AccessKeys.Cookie] is { } cookie && keys.OfCookie(cookie) is { } withKey)
            return Success(withKey);
        if (oidc.IsOn && await Context.AuthenticateAsync(OidcSchemes.Session).ConfigureAwait(false) is { Principal: { } account })
            return AuthenticateResult.Success(new AuthenticationTicket(account, Scheme));
        return keys.OfPlace(Context) is { } here ? Success(here) : AuthenticateResult.NoResult();
    }

    private async Task<AuthenticateResult> OfHeaderAsync(string given)
    {
        if (keys.OfKey(given) is { } known)
            return Success(known);
        if (!oidc.IsOn || !OidcSchemes.IsToken(given))
            return AuthenticateResult.Fail("The key in the Authorization header is not known here; Status:Access lists those that are.");
        var (visitor, problem) = await oidc.OfTokenAsync(Context).ConfigureAwait(false);
        return visitor is null ? AuthenticateResult.Fail(problem) : Success(visitor);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false)).Failure?.Message;
        await Refuse(StatusCodes.Status401Unauthorized, failure ?? "Who are you? Sign in with a key, or send it as 'Authorization: Bearer KEY'.").ConfigureAwait(false);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Refuse(StatusCodes.Status403Forbidden, $"{Visitor.Of(Context).Name} may not do this; Status:Access, the roles of Status:Oidc, or Status:Local for this machine say who may.");

    private Task Refuse(int status, string reason)
    {
        if (HttpMethods.IsGet(Request.Method) && Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            Response.Redirect($"/sign-in?to={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
            return Task.CompletedTask;
        }
        return Results.Problem(reason, statusCode: status).ExecuteAsync(Context);
    }

    private static AuthenticateResult Success(Visitor visitor) =>
        AuthenticateResult.Success(new AuthenticationTicket(visitor.ToPrincipal(), Scheme));
}
