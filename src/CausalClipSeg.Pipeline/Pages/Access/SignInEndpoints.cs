using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Signing in with a key, signing out, and the anti-forgery token for programs.</summary>
internal static class SignInEndpoints
{
    /// <summary>Guessing is hopeless against random keys; the pause keeps it from being cheap as well.</summary>
    private static readonly TimeSpan WrongKeyPause = TimeSpan.FromMilliseconds(500);

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", (HttpContext http, string? to) => Shown(http, to, null)).ExcludeFromDescription();
        app.MapPost("/sign-in", SignInAsync).RequireAntiforgery().ExcludeFromDescription().DisableAntiforgery();
        app.MapPost("/sign-out", (HttpContext http) =>
        {
            http.Response.Cookies.Delete(AccessKeys.Cookie);
            return Results.LocalRedirect("~/");
        }).RequireAntiforgery().ExcludeFromDescription();
        app.MapGet("/api/token", (HttpContext http, IAntiforgery antiforgery) => TypedResults.Ok(new TokenAnswer(antiforgery.GetAndStoreTokens(http).RequestToken ?? "")))
            .WithSummary("The anti-forgery token that requests without a key send as X-Antiforgery, together with the cookie that comes with it.").WithTags("access");
    }

    private static async Task<IResult> SignInAsync(HttpContext http, AccessKeys keys, [FromForm] string? key, [FromForm] string? to)
    {
        var given = (key ?? "").Trim();
        if (keys.OfKey(given) is null)
        {
            await Task.Delay(WrongKeyPause, http.RequestAborted).ConfigureAwait(false);
            return Shown(http, to, "This key is not known here. Whoever runs the service finds the known ones under Status:Access.");
        }
        http.Response.Cookies.Append(AccessKeys.Cookie, keys.Seal(given), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = http.Request.IsHttps,
            MaxAge = keys.Lifetime,
        });
        return Results.LocalRedirect(IsLocal(to) ? to! : "/");
    }

    private static RazorComponentResult Shown(HttpContext http, string? to, string? problem) =>
        PageResult.Of<SignInPage>(http, new() { ["To"] = IsLocal(to) ? to : "/", ["Problem"] = problem });

    private static bool IsLocal(string? path) => path is ['/', not ('/' or '\\'), ..] or "/";
}

/// <summary>What a program sends along when it changes something.</summary>
internal sealed record TokenAnswer(string Token);
