using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Knows a visitor by a key in the Authorization header, by the cookie of a sign-in, or by sitting at this machine.</summary>
internal sealed class AccessHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, AccessKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public new const string Scheme = "Access";
    private const string Bearer = "Bearer ";

    /// <summary>A key in the header is no browser's doing, so nobody can forge such a request from another site.</summary>
    public static bool HasKey(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (HasKey(Request))
            return Task.FromResult(keys.OfKey(Request.Headers.Authorization.ToString()[Bearer.Length..].Trim()) is { } known
                ? Success(known)
                : AuthenticateResult.Fail("The key in the Authorization header is not known here; Status:Access lists those that are."));
        var visitor = Request.Cookies[AccessKeys.Cookie] is { } cookie ? keys.OfCookie(cookie) : null;
        visitor ??= keys.OfPlace(Context.Connection.RemoteIpAddress, Request.Host.Host);
        return Task.FromResult(visitor is null ? AuthenticateResult.NoResult() : Success(visitor));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false)).Failure?.Message;
        await Refuse(StatusCodes.Status401Unauthorized, failure ?? "Who are you? Sign in with a key, or send it as 'Authorization: Bearer KEY'.").ConfigureAwait(false);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Refuse(StatusCodes.Status403Forbidden, $"{Visitor.Of(Context).Name} may not do this; Status:Access (or Status:Local for this machine) says who may.");

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
