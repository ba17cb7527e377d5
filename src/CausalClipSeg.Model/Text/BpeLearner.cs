using System.Text;

namespace CausalClipSeg.Model;

/// <summary>Learns byte-pair merges in CLIP's layout from sentences, so that a compact bundle need not carry CLIP's large vocabulary.</summary>
public static class BpeLearner
{
    private const string EndOfWord = "</w>";

    public static IReadOnlyList<string> Learn(IEnumerable<string> sentences, int merges)
    {
        var words = sentences.SelectMany(sentence => ClipWords.Of(TextCleaning.Clean(sentence)))
            .GroupBy(word => word, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (Symbols: Split(group.Key), Count: group.Count())).ToList();
        var learnt = new List<string>();
        while (learnt.Count < merges && MostFrequentPair(words) is { } pair)
        {
            learnt.Add($"{pair.Left} {pair.Right}");
            words = words.ConvertAll(word => (Merge(word.Symbols, pair), word.Count));
        }
        return learnt;
    }

    private static List<string> Split(string word)
    {
        var symbols = ByteAlphabet.Of(Encoding.UTF8.GetBytes(word)).ToList();
        symbols[^1] += EndOfWord;
        return symbols;
    }

    private static (string Left, string Right)? MostFrequentPair(List<(List<string> Symbols, int Count)> words)
    {
        var best = words
            .SelectMany(word => word.Symbols.Zip(word.Symbols.Skip(1), (left, right) => (Pair: (left, right), word.Count)))
            .GroupBy(item => item.Pair)
            .Select(group => (group.Key, Count: group.Sum(item => item.Count)))
            .OrderByDescending(item => item.Count).ThenBy(item => item.Key.left + " " + item.Key.right, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Count > 0 ? best.Key : null;
    }

    private static List<string> Merge(List<string> symbols, (string Left, string Right) pair)
    {
        var merged = new List<string>(symbols.Count);
        for (var i = 0; i < symbols.Count; i++)
        {
            if (i + 1 < symbols.Count && symbols[i] == pair.Left && symbols[i + 1] == pair.Right)
                merged.Add(symbols[i] + symbols[++i]);
            else
                merged.Add(symbols[i]);
        }
        return merged;
    }
}
