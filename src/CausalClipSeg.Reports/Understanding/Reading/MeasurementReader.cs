using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Finds a size in a sentence: "8 mm", "3 x 2 cm", "3mmx2mm".</summary>
internal static class MeasurementReader
{
    private const int Reach = 12;

    /// <summary>The size nearest to a finding's name, as written, or null.</summary>
    public static string? Read(string text, Token[] tokens, int finding)
    {
        var best = (Distance: Reach + 1, Start: -1, End: -1);
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind != TokenKind.Number || End(text, tokens, i) is not (> 0 and var end)) continue;
            var distance = Math.Abs(finding - i);
            if (distance < best.Distance) best = (distance, i, end);
            i = end - 1;
        }

        return best.Start < 0 ? null : text[tokens[best.Start].Start..tokens[best.End - 1].End];
    }

    private static int End(string text, Token[] tokens, int number)
    {
        var end = 0;
        for (var i = number + 1; i < tokens.Length && i <= number + 6; i++)
        {
            var word = text.AsSpan(tokens[i].Start, tokens[i].Length);
            if (IsUnit(word)) end = i + 1;
            else if (tokens[i].Kind != TokenKind.Number && !word.Equals("x", StringComparison.OrdinalIgnoreCase) && !word.Equals("by", StringComparison.OrdinalIgnoreCase)) break;
        }

        return end;
    }

    private static bool IsUnit(ReadOnlySpan<char> word) =>
        word.Equals("mm", StringComparison.OrdinalIgnoreCase) || word.Equals("cm", StringComparison.OrdinalIgnoreCase)
        || word.StartsWith("mmx", StringComparison.OrdinalIgnoreCase) || word.StartsWith("cmx", StringComparison.OrdinalIgnoreCase);
}
