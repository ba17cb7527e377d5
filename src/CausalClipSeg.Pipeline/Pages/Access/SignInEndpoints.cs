using CausalClipSeg.Pipeline.Audit;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Signing in with a key or the hospital's account, signing out, and the anti-forgery token for programs.</summary>
internal static class SignInEndpoints
{
    public const string SignIn = "/sign-in";

    /// <summary>Guessing is hopeless against random keys; the pause keeps it from being cheap as well.</summary>
    private static readonly TimeSpan WrongKeyPause = TimeSpan.FromMilliseconds(500);

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet(SignIn, (HttpContext http, string? to, string? problem) => Shown(http, to, Sentence(problem))).ExcludeFromDescription();
        app.MapGet($"{SignIn}/account", (string? to, OidcVisitors oidc) => oidc.IsOn
            ? Results.Challenge(new AuthenticationProperties { RedirectUri = IsLocal(to) ? to : "/" }, [OidcSchemes.Browser])
            : Results.Problem("No issuer of accounts is configured here (Status:Oidc:Authority).", statusCode: StatusCodes.Status404NotFound)).ExcludeFromDescription();
        app.MapPost(SignIn, SignInAsync).RequireAntiforgery().ExcludeFromDescription().DisableAntiforgery();
        app.MapPost("/sign-out", SignOutAsync).RequireAntiforgery().ExcludeFromDescription();
        app.MapGet("/api/token", (HttpContext http, IAntiforgery antiforgery) => TypedResults.Ok(new TokenAnswer(antiforgery.GetAndStoreTokens(http).RequestToken ?? "")))
            .WithSummary("The anti-forgery token that requests without a key send as X-Antiforgery, together with the cookie that comes with it.").WithTags("access");
    }

    /// <summary>The page to sign in at, and where it leads back to.</summary>
    public static string Address(HttpRequest request) => $"{SignIn}?to={Uri.EscapeDataString(request.Path + request.QueryString)}";

    private static async Task<IResult> SignInAsync(HttpContext http, AccessKeys keys, Sessions sessions, SecurityAlerts alerts, [FromForm] string? key, [FromForm] string? to)
    {
        var given = (key ?? "").Trim();
        if (keys.OfKey(given) is not { } visitor)
        {
            await Task.Delay(WrongKeyPause, http.RequestAborted).ConfigureAwait(false);
            return Shown(http, to, "This key is not known here. Whoever runs the service finds the known ones under Status:Access.");
        }
        await alerts.SignedAsync(ViewAudit.Participant(http, visitor), isIn: true, http.RequestAborted).ConfigureAwait(false);
        SessionCookie.Write(http, sessions.Begin(AccessKeys.HashOf(given)));
        return Results.LocalRedirect(IsLocal(to) ? to! : "/");
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, OidcVisitors oidc, Sessions sessions, SecurityAlerts alerts)
    {
        if (Visitor.Of(http) is { IsSignedIn: true } visitor)
            await alerts.SignedAsync(ViewAudit.Participant(http, visitor), isIn: false, http.RequestAborted).ConfigureAwait(false);
        SessionCookie.End(http);
        if (http.User.FindFirst(OidcSchemes.SessionId)?.Value is { } account)
            sessions.End(account);
        if (oidc.IsOn)
            await http.SignOutAsync(OidcSchemes.Session).ConfigureAwait(false);
        return Results.LocalRedirect("~/");
    }

    /// <summary>An address may choose a sentence, never bring one.</summary>
    private static string? Sentence(string? problem) => problem switch
    {
        "roles" => "Your account is known, and holds none of the roles that may come in here. Ask whoever manages the accounts for viewer, reviewer or operator.",
        "failed" => "The sign-in with the hospital's account did not come to its end. Try again; when it stays so, tell whoever runs this service.",
        _ => null,
    };

    private static RazorComponentResult Shown(HttpContext http, string? to, string? problem) => PageResult.Of<SignInPage>(
        http, new() { ["To"] = IsLocal(to) ? to : "/", ["Problem"] = problem, ["Oidc"] = http.RequestServices.GetRequiredService<OidcVisitors>().IsOn });

    private static bool IsLocal(string? path) => (path is ['/', not ('/' or '\\'), ..] or "/") && !path.Any(char.IsControl);
}

/// <summary>What a program sends along when it changes something.</summary>
internal sealed record TokenAnswer(string Token);
