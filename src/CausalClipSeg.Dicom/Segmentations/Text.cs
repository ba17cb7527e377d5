namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>Text that fits its value representation (PS3.5 section 6.2): no control characters, no backslash, not too long.</summary>
internal static class Text
{
    public static string Limit(string text, int length)
    {
        var clean = string.Concat(text.Select(letter => char.IsControl(letter) || letter == '\\' ? ' ' : letter)).Trim();
        return clean.Length <= length ? clean : clean[..length].TrimEnd();
    }

    /// <summary>A Code String: capitals, digits, space and underscore, at most 16.</summary>
    public static string CodeString(string text) =>
        Limit(string.Concat(text.ToUpperInvariant().Select(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) ? letter : '_')), 16);
}
