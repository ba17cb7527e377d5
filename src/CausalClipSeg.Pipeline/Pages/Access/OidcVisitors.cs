using System.Security.Claims;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Whom the issuer vouches for, and what the issuer's roles allow here.</summary>
internal sealed class OidcVisitors(IOptions<OidcOptions> options, IOptionsMonitor<JwtBearerOptions> tokens)
{
    public bool IsOn => options.Value.IsOn;

    public Visitor Of(ClaimsPrincipal principal)
    {
        var oidc = options.Value;
        var roles = principal.FindAll(oidc.RoleClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        var may = Permissions.None;
        if (roles.Contains(oidc.Viewer))
            may |= Permissions.Look | Permissions.PatientData;
        if (roles.Contains(oidc.Reviewer))
            may |= Permissions.Look | Permissions.PatientData | Permissions.Review;
        if (roles.Contains(oidc.Operator))
            may |= Permissions.Look | Permissions.Operate | Permissions.Models;
        var name = principal.FindFirst(oidc.NameClaim)?.Value ?? principal.FindFirst("sub")?.Value ?? "an account without a name";
        return new Visitor(name, may, true) { Role = oidc.LabelRole };
    }

    public async Task<(Visitor? Visitor, string Problem)> OfTokenAsync(HttpContext http)
    {
        var result = await http.AuthenticateAsync(OidcSchemes.Token).ConfigureAwait(false);
        if (result.Principal is { } principal)
            return (Of(principal), "");
        return await IssuerAnswersAsync(http.RequestAborted).ConfigureAwait(false)
            ? (null, $"The token in the Authorization header is not believed here: {Reason(result.Failure)}.")
            : (null, $"The token cannot be checked: the issuer {options.Value.Authority} does not answer. Try again later.");
    }

    /// <summary>Without the issuer's published keys every token looks like a stranger's.</summary>
    private async Task<bool> IssuerAnswersAsync(CancellationToken cancellation)
    {
        try
        {
            return tokens.Get(OidcSchemes.Token).ConfigurationManager is { } published && await published.GetConfigurationAsync(cancellation).ConfigureAwait(false) is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private string Reason(Exception? failure) => failure switch
    {
        SecurityTokenExpiredException => "it has expired; ask the issuer for a new one",
        SecurityTokenNotYetValidException => "it is not valid yet; compare the clocks of the issuer and of this machine",
        SecurityTokenInvalidAudienceException => $"it is meant for another service than {options.Value.Audience ?? options.Value.ClientId} (Status:Oidc:Audience)",
        SecurityTokenInvalidIssuerException => $"it comes from another issuer than {options.Value.Authority} (Status:Oidc:Authority)",
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException => "its signature is not the issuer's",
        _ => "it is no JSON Web Token that the issuer signed",
    };
}
