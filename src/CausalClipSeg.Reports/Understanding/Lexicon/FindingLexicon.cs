using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>The words that understanding rests on, as pages people can read; a site lays pages of its own over them.</summary>
public sealed class FindingLexicon
{
    private static readonly Lazy<FindingLexicon> _default = new(() => new FindingLexicon([]));

    private FindingLexicon(IReadOnlyList<LexiconEntry> sitePages)
    {
        Findings = new FindingPhrases(Words, [.. LexiconFile.ReadEmbedded("findings.lexicon"), .. sitePages]);
        Cues = CuePhrases.Build(Words, LexiconFile.ReadEmbedded("words.lexicon"));
        Places = PlacePhrases.Build(Words, LexiconFile.ReadEmbedded("places.lexicon"));
    }

    public static FindingLexicon Default => _default.Value;

    internal Vocabulary Words { get; } = new();

    internal FindingPhrases Findings { get; }

    internal PhraseTrie<Cue> Cues { get; }

    internal PhraseTrie<Place> Places { get; }

    /// <summary>The built-in lexicon with a site's page of findings over it, in the form of findings.lexicon.</summary>
    public static FindingLexicon With(TextReader sitePage) => new(LexiconFile.Read(sitePage));
}
