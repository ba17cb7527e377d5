using System.Runtime.InteropServices;
using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Reading;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding;

/// <summary>Reads a report's words as a radiologist means them: findings with assertion, side and zones, each with its reason.</summary>
/// <remarks>Thread-safe, and linear in the length of the text.</remarks>
public sealed class FindingExtractor(FindingLexicon lexicon)
{
    public FindingExtractor() : this(FindingLexicon.Default)
    {
    }

    public ExtractedReport Extract(string text)
    {
        var tokens = Tokenizer.Cut(text, lexicon.Words);
        var reader = new SentenceFindings(text, lexicon);
        var findings = new List<ReportFinding>();
        var seen = new SentenceSplitter(text, tokens).Split().FindAll(sentence => sentence.Part == ReportPart.Seen);
        foreach (var sentence in seen)
            reader.Read(sentence, Words(tokens, sentence), findings);
        return new(findings, ContradictionFinder.Find(findings)) { IsSilent = findings.Count == 0 && !seen.Exists(sentence => Normality.IsStated(Words(tokens, sentence), lexicon.Cues)) };
    }

    private static Token[] Words(List<Token> tokens, Sentence sentence) => CollectionsMarshal.AsSpan(tokens).Slice(sentence.FirstToken, sentence.TokenCount).ToArray();
}
