using System.Net;
using System.Text;

namespace CausalClipSeg.Reports.Documents;

/// <summary>Takes the words out of HTML: blocks become lines, styles and scripts are no words.</summary>
internal static class HtmlText
{
    private static readonly string[] _inline = ["b", "i", "u", "em", "strong", "span", "font", "a", "sub", "sup", "small"];

    public static bool LooksLike(ReadOnlySpan<char> start)
    {
        var head = start[..Math.Min(start.Length, 2000)];
        return head.Contains("<html", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("<div", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<p", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<body", StringComparison.OrdinalIgnoreCase);
    }

    public static string Read(string html)
    {
        var text = new StringBuilder(html.Length);
        for (var i = 0; i < html.Length;)
        {
            if (html[i] != '<')
            {
                text.Append(html[i++]);
                continue;
            }

            var end = html.IndexOf('>', i);
            if (end < 0) break;
            var name = Name(html.AsSpan(i + 1, end - i - 1));
            i = name is "script" or "style" ? Behind(html, name, end) : end + 1;
            if (!_inline.Contains(name)) text.Append('\n');
        }

        var lines = WebUtility.HtmlDecode(text.ToString()).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
        return string.Join('\n', lines);
    }

    private static int Behind(string html, string name, int from)
    {
        var close = html.IndexOf($"</{name}", from, StringComparison.OrdinalIgnoreCase);
        var end = close < 0 ? -1 : html.IndexOf('>', close);
        return end < 0 ? html.Length : end + 1;
    }

    private static string Name(ReadOnlySpan<char> tag)
    {
        var inner = tag.TrimStart('/');
        var length = 0;
        while (length < inner.Length && char.IsAsciiLetterOrDigit(inner[length])) length++;
        return inner[..length].ToString().ToLowerInvariant();
    }
}
