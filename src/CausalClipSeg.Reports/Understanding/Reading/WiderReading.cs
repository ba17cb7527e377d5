using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>What the walk from a finding cannot see by itself: views, headings, exceptions, and what is said of the finding before or of today.</summary>
internal sealed class WiderReading(SentenceReading sentence, FindingHit finding)
{
    // "An opacity in the left base, not well seen on the lateral view": seen on one view is seen.
    public bool IsOfOneViewOnly(CueHit denial)
    {
        if (!sentence.IsView(denial.End)) return false;
        for (var i = finding.Start - 1; i >= 0; i--)
            if (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Asserting)) return true;
        return sentence.Kind(denial.Start - 1) == TokenKind.Comma || (sentence.CueTo(denial.Start - 1) is { } contrast && contrast.Is(CueKind.Stop));
    }

    // "Not seen: pneumothorax, effusion."
    public CueHit? DenialHeads(int mark) =>
        sentence.Kind(mark) == TokenKind.Colon && sentence.CueTo(mark - 1) is { } cue && cue.Is(CueKind.DenyBefore) && (cue.Start == 0 || sentence.Kind(cue.Start - 1) is TokenKind.Semicolon or TokenKind.Colon)
            ? cue : null;

    // "Effusion absent, consolidation present": a word that denies either way is spent on the finding it follows.
    public bool IsSaidOfEarlier(CueHit cue) =>
        cue.Is(CueKind.DenyAfter) && cue.Is(CueKind.DenyBefore) && HasMarkBetween(cue.End, finding.Start) && sentence.Findings.Exists(hit => hit.End == cue.Start);

    /// <summary>What takes a place out of a denial: "No consolidation except in the left lower lobe."; null where nothing does.</summary>
    public CueHit? Exception()
    {
        for (var i = finding.End; i < sentence.Count && i <= finding.End + 3; i++)
            if (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Exception))
                return sentence.PlaceStartsBetween(cue.End, cue.End + 3) && !sentence.Findings.Any(hit => hit.Start >= cue.End) ? cue : null;
        return null;
    }

    /// <summary>True where a thing of before is said to be there still: "The effusion of the prior study is smaller."</summary>
    public bool IsSaidToLast()
    {
        var lasts = false;
        for (var i = finding.End; i < sentence.Count && sentence.Kind(i) is not TokenKind.Semicolon; i++)
        {
            if (sentence.CueFrom(i) is not { } cue) continue;
            if (cue.Is(CueKind.DenyBefore)) return false;
            lasts |= cue.Is(CueKind.Lasting);
            if (cue.Is(CueKind.Stop) && !cue.Is(CueKind.Lasting)) break;
            i = cue.End - 1;
        }

        return lasts;
    }

    private bool HasMarkBetween(int from, int to)
    {
        for (var i = from; i < to; i++)
            if (sentence.Kind(i) is TokenKind.Comma or TokenKind.Semicolon) return true;
        return false;
    }
}
