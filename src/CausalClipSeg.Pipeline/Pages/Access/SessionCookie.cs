using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The session of a key in a browser's cookie: read, renewed while somebody uses it, ended.</summary>
internal static class SessionCookie
{
    public static Session? Read(HttpContext http) =>
        http.Request.Cookies[AccessKeys.Cookie] is { } cookie ? Of(http).Open(cookie) : null;

    public static void Write(HttpContext http, Session session) => http.Response.Cookies.Append(AccessKeys.Cookie, Of(http).Seal(session), new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps || http.RequestServices.GetRequiredService<IOptions<StatusOptions>>().Value.IsHttps,
        MaxAge = Of(http).Lifetime,
    });

    /// <summary>Whatever somebody asks for keeps the session awake; what a page asks by itself does not.</summary>
    public static void KeepAwake(HttpContext http, Session session)
    {
        if (!Sessions.IsUnattended(http.Request) && Of(http).Renew(session) is { } renewed)
            Write(http, renewed);
    }

    public static void End(HttpContext http)
    {
        if (Read(http) is { } session)
            Of(http).End(session.Id);
        http.Response.Cookies.Delete(AccessKeys.Cookie);
    }

    private static Sessions Of(HttpContext http) => http.RequestServices.GetRequiredService<Sessions>();
}
