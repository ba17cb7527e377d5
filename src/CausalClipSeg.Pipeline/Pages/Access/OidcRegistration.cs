using System.Globalization;
using System.Security.Claims;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>OpenID Connect for people (authorization code with PKCE) and for programs (bearer tokens), both by the issuer's published keys.</summary>
internal static class OidcRegistration
{
    /// <summary>Only signatures by a key that the issuer alone holds: with a shared secret, whoever checks a token could also make one.</summary>
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    public static void AddOidc(this AuthenticationBuilder authentication, StatusOptions status, OidcOptions oidc, SiteCertificates certificates)
    {
        if (oidc.Authority is not { } authority)
            return;
        var trusted = certificates.Of(OidcOptions.Section, new TlsIdentity { TrustedFile = oidc.Authorities });
        authentication.AddJwtBearer(OidcSchemes.Token, token => Token(token, authority, oidc, trusted));
        authentication.AddCookie(OidcSchemes.Session, session =>
        {
            session.Cookie.Name = "causalclipseg-session";
            // The issuer sends the browser back from another site, which Strict would hide the cookie from; what changes something needs a token besides.
            session.Cookie.SameSite = SameSiteMode.Lax;
            session.Cookie.SecurePolicy = Secure(status);
            // Where sessions also end by nobody having used them, the cookie slides and the claim says when it is over in any case.
            session.ExpireTimeSpan = status.IdleMinutes > 0 ? TimeSpan.FromMinutes(status.IdleMinutes) : TimeSpan.FromHours(status.SignInHours);
            session.SlidingExpiration = status.IdleMinutes > 0;
            session.Events.OnValidatePrincipal = StillAsync;
            session.Events.OnCheckSlidingExpiration = context =>
            {
                context.ShouldRenew &= !Sessions.IsUnattended(context.Request);
                return Task.CompletedTask;
            };
        });
        authentication.AddOpenIdConnect(OidcSchemes.Browser, browser => Browser(browser, authority, status, oidc, trusted));
    }

    public static CookieSecurePolicy Secure(StatusOptions status) => status.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    private static void Token(JwtBearerOptions token, Uri authority, OidcOptions oidc, TlsIdentityInForce trusted)
    {
        token.Authority = authority.ToString();
        token.Audience = oidc.Audience ?? oidc.ClientId;
        token.MapInboundClaims = false;
        token.RequireHttpsMetadata = !authority.IsLoopback;
        token.BackchannelHttpHandler = Channel(trusted);
        token.TokenValidationParameters.ValidAlgorithms = Algorithms;
        token.TokenValidationParameters.ClockSkew = ClockSkew;
    }

    private static void Browser(OpenIdConnectOptions browser, Uri authority, StatusOptions status, OidcOptions oidc, TlsIdentityInForce trusted)
    {
        browser.Authority = authority.ToString();
        browser.ClientId = oidc.ClientId;
        browser.ClientSecret = oidc.ClientSecret;
        browser.SignInScheme = OidcSchemes.Session;
        browser.CallbackPath = "/sign-in/answer";
        browser.ResponseType = OpenIdConnectResponseType.Code;
        browser.ResponseMode = OpenIdConnectResponseMode.Query;
        browser.UsePkce = true;
        browser.SaveTokens = false;
        browser.MapInboundClaims = false;
        browser.RequireHttpsMetadata = !authority.IsLoopback;
        browser.BackchannelHttpHandler = Channel(trusted);
        browser.TokenValidationParameters.ValidAlgorithms = Algorithms;
        browser.TokenValidationParameters.ClockSkew = ClockSkew;
        foreach (var cookie in new[] { browser.CorrelationCookie, browser.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = Secure(status);
        }
        browser.Events = new OpenIdConnectEvents
        {
            OnRedirectToIdentityProvider = context =>
            {
                if (status.PublicAddress is { } address)
                    context.ProtocolMessage.RedirectUri = new Uri(address, context.Options.CallbackPath).ToString();
                return Task.CompletedTask;
            },
            OnTokenValidated = async context =>
            {
                // The browser keeps who it is and what that allows, and nothing else of the token.
                var visitors = context.HttpContext.RequestServices.GetRequiredService<OidcVisitors>();
                if (context.Principal is { } principal && visitors.Of(principal) is var visitor && visitor.May != Permissions.None)
                    context.Principal = await SignedInAsync(context.HttpContext, visitor).ConfigureAwait(false);
                else
                    Turned(context.Response, "roles", context.HandleResponse);
            },
            OnRemoteFailure = context =>
            {
                Turned(context.Response, "failed", context.HandleResponse);
                return Task.CompletedTask;
            },
        };
    }

    private static async Task<ClaimsPrincipal> SignedInAsync(HttpContext http, Visitor visitor)
    {
        var services = http.RequestServices;
        await services.GetRequiredService<SecurityAlerts>().SignedAsync(ViewAudit.Participant(http, visitor), isIn: true, http.RequestAborted).ConfigureAwait(false);
        var session = services.GetRequiredService<Sessions>().Begin("");
        var principal = visitor.ToPrincipal();
        principal.Identities.First().AddClaims(
            [new Claim(OidcSchemes.SessionId, session.Id), new Claim(OidcSchemes.SessionEnd, session.Ends.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))]);
        return principal;
    }

    /// <summary>A sign-out ends the session here, not in the browser alone.</summary>
    private static Task StillAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var isOver = context.Principal?.FindFirst(OidcSchemes.SessionId)?.Value is not { } id || services.GetRequiredService<Sessions>().IsEnded(id)
            || !long.TryParse(context.Principal.FindFirst(OidcSchemes.SessionEnd)?.Value, CultureInfo.InvariantCulture, out var end)
            || services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds() >= end;
        if (isOver)
            context.RejectPrincipal();
        return Task.CompletedTask;
    }

    private static void Turned(HttpResponse response, string problem, Action handled)
    {
        response.Redirect($"/sign-in?problem={problem}");
        handled();
    }

    private static SocketsHttpHandler Channel(TlsIdentityInForce trusted) => new() { SslOptions = trusted.ClientOptions() };
}
