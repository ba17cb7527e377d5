using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Which words before a finding deny it, beyond the plain "no": headings, subjects, what is gone; and what they leave untouched.</summary>
internal sealed class DenialBefore(SentenceReading sentence, FindingHit finding)
{
    private const int GoneReach = 6;

    /// <summary>True where a cue met on the way left denies the finding.</summary>
    public bool Denies(CueHit cue) => (cue.Is(CueKind.DenyAfter) && !EarlierTime.IsMeantBy(sentence, cue)) || (cue.Is(CueKind.Gone) && LeadsStraight(cue.End));

    /// <summary>"Effusion absent, consolidation present": a word that denies either way is spent on the finding it follows.</summary>
    public bool IsSpent(CueHit cue) => cue.Is(CueKind.DenyAfter) && cue.Is(CueKind.DenyBefore) && HasMarkBetween(cue.End, finding.Start) && sentence.Findings.Exists(hit => hit.End == cue.Start);

    /// <summary>"Not seen: pneumothorax, effusion."</summary>
    public CueHit? Heading(int mark) =>
        sentence.Kind(mark) == TokenKind.Colon && sentence.CueTo(mark - 1) is { } cue && cue.Is(CueKind.DenyBefore) && (cue.Start == 0 || sentence.Kind(cue.Start - 1) is TokenKind.Semicolon or TokenKind.Colon)
            ? cue : null;

    /// <summary>"Neither lung shows consolidation.": what the subject denies, its verb denies. "Gone is the effusion.": so does what stands before it.</summary>
    public IEnumerable<CueHit> Subject(int verb)
    {
        if (sentence.CueTo(verb - 1) is { Start: 0 } first && first.Is(CueKind.DenyBefore))
        {
            yield return first;
            yield break;
        }

        for (var i = verb - 1; i >= 0 && sentence.Kind(i) is not (TokenKind.Semicolon or TokenKind.Colon or TokenKind.Comma); i--)
        {
            if (sentence.CueTo(i) is not { } cue) continue;
            if (cue.Is(CueKind.DenySubject)) yield return cue;
            if (cue.Is(CueKind.DenySubject | CueKind.Stop | CueKind.Verb)) yield break;
            i = cue.Start;
        }
    }

    /// <summary>"argues against pneumonia in the left basilar opacity": what a denied thing would lie in is taken as there. True at the preposition that says so.</summary>
    public bool IsPresupposed(CueHit cue)
    {
        if (!cue.Is(CueKind.Preposition) || sentence.CueFrom(cue.End) is not { } definite || !definite.Is(CueKind.Determiner) || definite.Cue.Phrase is "a" or "an") return false;
        var isNamed = sentence.Findings.Exists(hit => hit.End == cue.Start);
        if (!isNamed && !(cue.Cue.Phrase is "in" or "within" && sentence.Kind(cue.Start - 1) == TokenKind.Word && sentence.CueTo(cue.Start - 1) is null)) return false;
        for (var i = definite.End; i < finding.Start; i++)
            if (sentence.Kind(i) is TokenKind.Comma or TokenKind.Semicolon || (sentence.CueFrom(i) is { } between && between.Is(CueKind.And | CueKind.Or | CueKind.Verb | CueKind.With | CueKind.Stop | CueKind.Preposition))) return false;
        return true;
    }

    // "resolved left basilar opacity": only describing words between.
    private bool LeadsStraight(int from)
    {
        if (finding.Start - from > GoneReach) return false;
        for (var i = from; i < finding.Start; i++)
            if (sentence.Kind(i) is not (TokenKind.Word or TokenKind.Newline or TokenKind.Other) || (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Verb | CueKind.And | CueKind.Or | CueKind.With | CueKind.Preposition | CueKind.Stop | CueKind.Determiner))) return false;
        return true;
    }

    private bool HasMarkBetween(int from, int to)
    {
        for (var i = from; i < to; i++)
            if (sentence.Kind(i) is TokenKind.Comma or TokenKind.Semicolon) return true;
        return false;
    }
}
