using System.Security.Claims;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Whom the issuer vouches for, and what the issuer's roles allow here.</summary>
internal sealed class OidcVisitors(IOptions<OidcOptions> options)
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
        try
        {
            var result = await http.AuthenticateAsync(OidcSchemes.Token).ConfigureAwait(false);
            return result.Principal is { } principal ? (Of(principal), "") : (null, $"The token in the Authorization header is not believed here: {Reason(result.Failure)}.");
        }
        catch (InvalidOperationException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return (null, $"The token cannot be checked: the issuer {options.Value.Authority} does not answer. Try again later.");
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
