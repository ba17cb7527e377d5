using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>The words that understanding rests on, as pages people can read; a site lays pages of its own over them.</summary>
public sealed class FindingLexicon
{
    private static readonly Lazy<FindingLexicon> _default = new(() => new FindingLexicon([], [], []));

    private FindingLexicon(IReadOnlyList<LexiconEntry> findings, IReadOnlyList<LexiconEntry> words, IReadOnlyList<LexiconEntry> places)
    {
        Findings = new FindingPhrases(Words, [.. LexiconFile.ReadEmbedded(LexiconFile.Findings), .. findings]);
        Cues = CuePhrases.Build(Words, [.. LexiconFile.ReadEmbedded(LexiconFile.Words), .. words]);
        Places = PlacePhrases.Build(Words, [.. LexiconFile.ReadEmbedded(LexiconFile.Places), .. places]);
    }

    public static FindingLexicon Default => _default.Value;

    internal Vocabulary Words { get; } = new();

    internal FindingPhrases Findings { get; }

    internal PhraseTrie<Cue> Cues { get; }

    internal PhraseTrie<Place> Places { get; }

    /// <summary>The built-in lexicon with a site's page of findings over it, in the form of findings.lexicon.</summary>
    public static FindingLexicon With(TextReader sitePage) => new(LexiconFile.Read(sitePage, LexiconFile.Findings), [], []);

    /// <summary>The built-in lexicon with the pages of a site's folder over it; the built-in one alone where no folder is named.</summary>
    public static FindingLexicon Of(string? folder) => string.IsNullOrEmpty(folder) ? Default : new(
        LexiconFile.ReadFrom(folder, LexiconFile.Findings), LexiconFile.ReadFrom(folder, LexiconFile.Words), LexiconFile.ReadFrom(folder, LexiconFile.Places));

    /// <summary>What is wrong with a site's pages, a sentence each with file, line and what to change; empty where they can be used.</summary>
    public static IReadOnlyList<string> Check(string folder) => LexiconCheck.Of(folder);
}
