namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The ways in which the hospital's issuer vouches for a visitor.</summary>
internal static class OidcSchemes
{
    /// <summary>A browser that is sent to the issuer and comes back.</summary>
    public const string Browser = "Oidc";

    /// <summary>What that browser keeps afterwards.</summary>
    public const string Session = "Oidc.Session";

    /// <summary>A program that shows a token of the issuer.</summary>
    public const string Token = "Oidc.Token";

    /// <summary>Three parts with dots between them: a JSON Web Token, and none of our keys.</summary>
    public static bool IsToken(string text) => text.AsSpan().Count('.') == 2;
}
