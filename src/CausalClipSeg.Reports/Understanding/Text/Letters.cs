namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>Brings the letters of a word to one form: small, with typewriter apostrophes, ligatures (as PDF text layers keep them) undone, hyphens within left out.</summary>
internal static class Letters
{
    public static bool IsApostrophe(char c) => c is '\'' or '\u2019' or '\u2018' or '\u02bc' or '\u00b4';

    /// <summary>A hyphen that only marks where a line may break.</summary>
    public const char SoftHyphen = '\u00ad';

    /// <summary>Writes as much of the form as there is room for; how much.</summary>
    public static int Fold(ReadOnlySpan<char> word, Span<char> form)
    {
        var length = 0;
        foreach (var c in word)
        {
            if (c is '-' or SoftHyphen) continue;
            var letters = Ligature(c);
            if (letters.Length > form.Length - length || (letters.Length == 0 && length == form.Length)) break;
            if (letters.Length == 0) form[length++] = IsApostrophe(c) ? '\'' : char.ToLowerInvariant(c);
            foreach (var letter in letters) form[length++] = letter;
        }

        return length;
    }

    private static string Ligature(char c) => c switch
    {
        '\ufb00' => "ff",
        '\ufb01' => "fi",
        '\ufb02' => "fl",
        '\ufb03' => "ffi",
        '\ufb04' => "ffl",
        '\ufb05' or '\ufb06' => "st",
        _ => "",
    };
}
