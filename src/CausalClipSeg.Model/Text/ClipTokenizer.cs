using System.IO.Compression;
using Microsoft.ML.Tokenizers;

namespace CausalClipSeg.Model;

/// <summary>A sentence as the text encoder wants it.</summary>
/// <param name="Ids">Start token, words, end token, then zeros.</param>
/// <param name="Truncated">Whether words were cut off to keep the end token.</param>
public sealed record TokenizedText(long[] Ids, bool Truncated);

/// <summary>CLIP's byte-pair tokenizer over any merges file in CLIP's layout: its own, or a bundle's smaller one.</summary>
public sealed class ClipTokenizer
{
    private const string Start = "<|startoftext|>", End = "<|endoftext|>", EndOfWord = "</w>";
    private const int LargestMergeCount = 49152 - 256 - 2; // as many as CLIP takes of its longer file
    private const int LargestFile = 16_000_000; // CLIP's has three million characters
    private readonly BpeTokenizer _tokenizer;

    private ClipTokenizer(IReadOnlyList<string> merges)
    {
        string[] vocabulary =
        [
            .. ByteAlphabet.Symbols, .. ByteAlphabet.Symbols.Select(symbol => symbol + EndOfWord),
            .. merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)), Start, End,
        ];
        VocabularySize = vocabulary.Length;
        var special = new Dictionary<string, int> { [Start] = StartToken, [End] = EndToken };
        _tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary.Select((token, id) => KeyValuePair.Create(token, id)))
        {
            Merges = merges,
            EndOfWordSuffix = EndOfWord,
            ByteLevel = true,
            SpecialTokens = special,
            PreTokenizer = new ClipWords(),
        });
    }

    public int VocabularySize { get; }

    public int StartToken => VocabularySize - 2;

    public int EndToken => VocabularySize - 1;

    /// <summary>Reads a merges file, plain or gzipped; the first line is a comment.</summary>
    public static ClipTokenizer Load(string mergesPath)
    {
        var lines = Text(mergesPath).Split('\n').Skip(1).Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0).Take(LargestMergeCount).ToArray();
        var known = new HashSet<string>([.. ByteAlphabet.Symbols, .. ByteAlphabet.Symbols.Select(symbol => symbol + EndOfWord), Start, End], StringComparer.Ordinal);
        for (var i = 0; i < lines.Length; i++)
        {
            WeightsException Bad(string why) => new($"{mergesPath}: line {i + 2} {why}; it is not a merges file in CLIP's layout.");
            if (lines[i].Split(' ') is not [{ Length: > 0 } first, { Length: > 0 } second])
                throw Bad("is not a pair of symbols");
            if (!known.Contains(first) || !known.Contains(second))
                throw Bad("joins a symbol that no line before it makes");
            if (!known.Add(first + second))
                throw Bad("makes a token that is already there");
        }
        return new ClipTokenizer(lines);
    }

    private static string Text(string mergesPath)
    {
        try
        {
            using var file = File.OpenRead(mergesPath);
            using Stream text = mergesPath.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var reader = new StreamReader(text);
            var characters = new char[LargestFile];
            var length = reader.ReadBlock(characters);
            return reader.Peek() < 0 ? new string(characters, 0, length) : throw new WeightsException($"{mergesPath}: more than {LargestFile} characters; it is not a merges file in CLIP's layout.");
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new WeightsException($"{mergesPath}: the merges file cannot be read: {problem.Message}", problem);
        }
    }

    public static ClipTokenizer FromMerges(IReadOnlyList<string> merges) => new(merges);

    /// <summary>The words' ids, without start and end.</summary>
    public IReadOnlyList<int> Encode(string text) => _tokenizer.EncodeToIds(TextCleaning.Clean(text));

    /// <summary>Exactly <paramref name="length"/> ids; a longer text loses its last words, never the end token.</summary>
    public TokenizedText Encode(string text, int length)
    {
        var words = Encode(text);
        var kept = Math.Min(words.Count, length - 2);
        var ids = new long[length];
        ids[0] = StartToken;
        for (var i = 0; i < kept; i++)
            ids[i + 1] = words[i];
        ids[kept + 1] = EndToken;
        return new TokenizedText(ids, kept < words.Count);
    }
}
