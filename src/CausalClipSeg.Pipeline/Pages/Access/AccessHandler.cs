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
        if (SessionCookie.Read(Context) is { } session && keys.OfSession(session) is { } withKey)
        {
            SessionCookie.KeepAwake(Context, session);
            return Success(withKey);
        }
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
        if (WantsPage)
            Response.Redirect(SignInEndpoints.Address(Request));
        else
            await Results.Problem(failure ?? "Who are you? Sign in with a key, or send it as 'Authorization: Bearer KEY'.", statusCode: StatusCodes.Status401Unauthorized)
                .ExecuteAsync(Context).ConfigureAwait(false);
    }

    /// <summary>Whoever has signed in is told; whoever has not may be somebody who may.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var visitor = Visitor.Of(Context);
        var reason = $"{visitor.Name} may not do this; Status:Access, the roles of Status:Oidc, or Status:Local for this machine say who may.";
        if (!WantsPage)
            return Results.Problem(reason, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(Context);
        if (visitor.IsSignedIn)
            return PageResult.Of<SentencePage>(Context, new() { ["Title"] = "Not for you", ["What"] = reason }, StatusCodes.Status403Forbidden).ExecuteAsync(Context);
        Response.Redirect(SignInEndpoints.Address(Request));
        return Task.CompletedTask;
    }

    private bool WantsPage => HttpMethods.IsGet(Request.Method) && WrongInput.WantsPage(Request);

    private static AuthenticateResult Success(Visitor visitor) =>
        AuthenticateResult.Success(new AuthenticationTicket(visitor.ToPrincipal(), Scheme));
}
