using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>A finding's name where it stands in a sentence; for a paired phrase, from its first half to its second.</summary>
internal readonly record struct FindingHit(FindingTerm Term, int Start, int End, int FirstHalfEnd)
{
    public bool IsPair => FirstHalfEnd < End;
}
