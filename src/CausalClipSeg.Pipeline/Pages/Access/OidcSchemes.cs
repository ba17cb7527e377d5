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

    /// <summary>The claim that tells one sign-in of a browser from another, so that a sign-out can end it.</summary>
    public const string SessionId = "session";

    /// <summary>The claim that says when a sign-in is over, in seconds of Unix time, however much it is used.</summary>
    public const string SessionEnd = "session-end";

    /// <summary>Three parts with dots between them: a JSON Web Token, and none of our keys.</summary>
    public static bool IsToken(string text) => text.AsSpan().Count('.') == 2;
}
