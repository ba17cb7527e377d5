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
        foreach (var sentence in new SentenceSplitter(text, tokens).Split())
            if (sentence.Part == ReportPart.Seen)
                reader.Read(sentence, [.. tokens.GetRange(sentence.FirstToken, sentence.TokenCount)], findings);
        return new(findings, ContradictionFinder.Find(findings));
    }
}
