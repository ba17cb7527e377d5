using System.Net;
using System.Text.RegularExpressions;

namespace CausalClipSeg.Model;

/// <summary>CLIP's cleaning and splitting of text, shared by the tokenizer and by whoever learns its merges.</summary>
internal static partial class TextCleaning
{
    /// <summary>Twice, because texts are met that were escaped twice.</summary>
    public static string Clean(string text) =>
        WhiteSpace().Replace(WebUtility.HtmlDecode(WebUtility.HtmlDecode(text)), " ").Trim().ToLowerInvariant();

    [GeneratedRegex(@"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", RegexOptions.IgnoreCase)]
    public static partial Regex Words();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
