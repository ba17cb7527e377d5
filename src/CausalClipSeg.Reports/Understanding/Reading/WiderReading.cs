using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>What the walk from a finding cannot see by itself: exceptions to a denial, and what is said of an earlier finding today.</summary>
internal sealed class WiderReading(SentenceReading sentence, FindingHit finding)
{
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
            // "…, which was present on the prior study, has increased": the clause speaks of before, its sentence of now.
            if (cue.Is(CueKind.Stop) && !cue.Is(CueKind.Lasting) && cue.Cue.Phrase != "which") break;
            i = cue.End - 1;
        }

        return lasts;
    }
}
