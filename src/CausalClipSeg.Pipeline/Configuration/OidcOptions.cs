using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Signing in with the hospital's accounts (OpenID Connect): people in a browser, programs with the issuer's tokens. Off while Authority is empty.</summary>
public sealed class OidcOptions : IValidatableObject
{
    public const string Section = "Status:Oidc";

    /// <summary>Address of the issuer, below which it publishes .well-known/openid-configuration; https, except on this machine.</summary>
    public Uri? Authority { get; set; }

    /// <summary>Name under which this service is registered at the issuer, with the redirect address /sign-in/answer.</summary>
    public string? ClientId { get; set; }

    /// <summary>The secret that the issuer gave with ClientId; a secret, so a file of /run/secrets is its place.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Whom a token that a program sends must be meant for (aud); ClientId when empty.</summary>
    public string? Audience { get; set; }

    /// <summary>Claim of the token that carries the roles, as one text or a list.</summary>
    [Required(ErrorMessage = "Status:Oidc:RoleClaim is empty. Name the claim that carries the roles, such as roles or groups.")]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Claim whose value is written into the history of what somebody changes; the subject (sub) where a token lacks it.</summary>
    [Required(ErrorMessage = "Status:Oidc:NameClaim is empty. Name the claim that tells people apart, such as preferred_username.")]
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>The issuer's role that may look, patient data included.</summary>
    [Required(ErrorMessage = "Status:Oidc:Viewer is empty. Name the issuer's role that may look.")]
    public string Viewer { get; set; } = "viewer";

    /// <summary>The issuer's role that may look and review.</summary>
    [Required(ErrorMessage = "Status:Oidc:Reviewer is empty. Name the issuer's role that may review.")]
    public string Reviewer { get; set; } = "reviewer";

    /// <summary>The issuer's role that runs the service and its models, without patient data; whoever needs that too gets both roles.</summary>
    [Required(ErrorMessage = "Status:Oidc:Operator is empty. Name the issuer's role that runs the service.")]
    public string Operator { get; set; } = "operator";

    /// <summary>What reviewers are, written on the labels that come of reviews; never a name.</summary>
    [Required, StringLength(64, ErrorMessage = "Status:Oidc:LabelRole is longer than 64 characters.")]
    public string LabelRole { get; set; } = "radiologist";

    /// <summary>PEM file of the authorities that vouch for the issuer's certificate; empty means those of the system.</summary>
    public string? Authorities { get; set; }

    public bool IsOn => Authority is not null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Authority is null)
            yield break;
        if (Authority is not { IsAbsoluteUri: true } address || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            yield return new($"{Section}:Authority is {Authority}. Give the issuer's https:// address, such as https://login.hospital.example/realms/radiology.");
        if (string.IsNullOrWhiteSpace(ClientId))
            yield return new($"{Section}:Authority is set without {Section}:ClientId. Give the name under which the issuer knows this service.");
        if (!string.IsNullOrEmpty(Authorities) && !File.Exists(Authorities))
            yield return new($"{Section}:Authorities names {Authorities}, and there is no such file.");
    }
}

[OptionsValidator]
internal sealed partial class OidcOptionsValidator : IValidateOptions<OidcOptions>;
