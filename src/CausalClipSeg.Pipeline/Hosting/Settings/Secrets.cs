using System.Text.RegularExpressions;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Hides the passwords inside addresses and connection strings, so that a setting can be shown to anyone.</summary>
internal static partial class Secrets
{
    public static string Mask(string text) => text.Contains("://", StringComparison.Ordinal)
        ? Query().Replace(UserInformation().Replace(text, "$1:***@"), "$1=***")
        : Pair().Replace(text, "$1=***");

    /// <summary>scheme://user:password@host</summary>
    [GeneratedRegex("(?<=://)([^:/@]*):[^@/]*@")]
    private static partial Regex UserInformation();

    /// <summary>scheme://host/path?name=value: a token may stand there as well.</summary>
    [GeneratedRegex("([?&][^=&#]*)=[^&#]*")]
    private static partial Regex Query();

    /// <summary>Password=…; of a connection string.</summary>
    [GeneratedRegex(@"\b(password|pwd|passfile|sslpassword)\s*=\s*('[^']*'|""[^""]*""|[^;]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Pair();
}
