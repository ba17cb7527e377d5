using System.Text.RegularExpressions;

namespace CausalClipSeg.Model;

/// <summary>Exchanges left and right in free text, as a mirrored picture asks for.</summary>
public static partial class SideWords
{
    public static string Swap(string text) => Sides().Replace(text, match => match.Value[0] switch
    {
        'l' => "right",
        'L' => char.IsUpper(match.Value[1]) ? "RIGHT" : "Right",
        'r' => "left",
        _ => char.IsUpper(match.Value[1]) ? "LEFT" : "Left",
    });

    [GeneratedRegex(@"\b(left|right)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Sides();
}
