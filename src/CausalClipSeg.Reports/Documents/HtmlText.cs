using System.Net;
using System.Text;

namespace CausalClipSeg.Reports.Documents;

/// <summary>Takes the words out of HTML: blocks and breaks become lines, two breaks a blank one; styles and scripts are no words, and a sign "less than" is no tag.</summary>
internal static class HtmlText
{
    private static readonly HashSet<string> _blocks =
        ["html", "body", "div", "p", "br", "ul", "ol", "li", "table", "tr", "td", "th", "pre", "center", "hr", "h1", "h2", "h3", "h4", "h5", "h6"];

    private static readonly HashSet<string> _inline = ["b", "i", "u", "em", "strong", "span", "font", "a", "sub", "sup", "small"];

    /// <summary>True for text that begins as HTML does.</summary>
    public static bool LooksLike(ReadOnlySpan<char> start) =>
        BeginsTag(start) && (start[..Math.Min(start.Length, 2000)].Contains("<html", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || Name(start[1..]) is not "a" and var name && IsKnown(name));

    /// <summary>True for text with a tag of HTML's anywhere in it.</summary>
    public static bool HoldsTags(string text)
    {
        for (var i = text.IndexOf('<'); i >= 0 && i < text.Length - 1; i = text.IndexOf('<', i + 1))
            if (End(text, i) > 0 && IsKnown(Name(text.AsSpan(i + 1)))) return true;
        return false;
    }

    /// <summary>True where a tag, a comment or a declaration begins: "less than 5 mm" does not.</summary>
    public static bool BeginsTag(ReadOnlySpan<char> text) => text is ['<', var next, ..] && (char.IsAsciiLetter(next) || next is '/' or '!' or '?');

    public static string Read(string html)
    {
        var text = new StringBuilder(html.Length);
        for (var i = 0; i < html.Length;)
        {
            var end = End(html, i);
            if (end > 0)
            {
                Mark(text, Name(html.AsSpan(i + 1)));
                i = end;
                continue;
            }

            var next = html.IndexOf('<', i + 1);
            var words = html.AsSpan(i, (next < 0 ? html.Length : next) - i);
            // White space between two tags is the writer's layout.
            if (!words.IsWhiteSpace() || !words.Contains('\n')) text.Append(words);
            i += words.Length;
        }

        return Lines(WebUtility.HtmlDecode(text.ToString()));
    }

    private static void Mark(StringBuilder text, string name)
    {
        if (name == "br" || (!_inline.Contains(name) && text.Length > 0 && text[^1] != '\n')) text.Append('\n');
    }

    // Where the tag that begins here is over, with the script or style that it opens; 0 where none begins.
    private static int End(string html, int at)
    {
        var rest = html.AsSpan(at);
        if (!BeginsTag(rest)) return 0;
        if (rest.StartsWith("<!--")) return Behind(html, "-->", at);
        var name = Name(rest[1..]);
        if (rest[1] == '/' || name is not ("script" or "style")) return Behind(html, ">", at);
        var close = html.IndexOf($"</{name}", at, StringComparison.OrdinalIgnoreCase);
        var end = close < 0 ? 0 : Behind(html, ">", close);
        return end > 0 ? end : html.Length;
    }

    private static int Behind(string html, string mark, int from) => html.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var at ? at + mark.Length : 0;

    private static bool IsKnown(string name) => _blocks.Contains(name) || _inline.Contains(name);

    private static string Lines(string text)
    {
        var lines = text.Split('\n').Select(line => line.Trim()).ToList();
        return string.Join('\n', lines.Where((line, at) => line.Length > 0 || (at > 0 && lines[at - 1].Length > 0))).Trim('\n');
    }

    private static string Name(ReadOnlySpan<char> tag)
    {
        var inner = tag.TrimStart('/');
        var length = 0;
        while (length < inner.Length && char.IsAsciiLetterOrDigit(inner[length])) length++;
        return inner[..length].ToString().ToLowerInvariant();
    }
}
