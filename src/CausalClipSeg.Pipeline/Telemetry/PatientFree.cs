using System.Text.RegularExpressions;

namespace CausalClipSeg.Pipeline.Telemetry;

/// <summary>
/// Sentences for the log and for headers of messages. Reasons quote what a sender put where something else belongs, and that may be a name: whoever may see
/// patients reads the whole reason in the records, everyone else without the quotation.
/// </summary>
internal static partial class PatientFree
{
    public static string Sentence(string reason) => Quotation().Replace(reason, "(not shown here)");

    /// <summary>From the first quotation mark to the last one, apostrophes inside words left aside.</summary>
    [GeneratedRegex(@"(?<!\w)'.*'(?!\w)|"".*""", RegexOptions.Singleline)]
    private static partial Regex Quotation();
}
