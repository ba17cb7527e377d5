using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>The walk itself: what was met on the way, and where a word's reach ends.</summary>
internal sealed class AssertionWalk(SentenceReading sentence, FindingHit finding)
{
    private const int PastReach = 3;
    private const int GoneReach = 6;

    private readonly WiderReading _wider = new(sentence, finding);

    public bool IsDenied { get; private set; }

    public bool IsDoubted { get; private set; }

    public bool IsPast { get; private set; }

    public bool IsAsked { get; private set; }

    /// <summary>Where a word begins that only guesses at what an earlier finding is; -1 where none does.</summary>
    public int SpeculationAt { get; private set; } = -1;

    public List<CueHit> Because { get; } = [];

    /// <summary>Cues between the halves of a paired phrase: "the heart is not enlarged".</summary>
    public void Inside()
    {
        if (!finding.IsPair) return;
        foreach (var cue in sentence.Cues)
        {
            if (cue.Start < finding.FirstHalfEnd || cue.End > finding.End) continue;
            if (cue.Is(CueKind.NoDenial)) continue;
            if (cue.Is(CueKind.DenyAfter)) Deny(cue);
            else if (cue.Is(CueKind.DoubtAfter)) Doubt(cue);
        }
    }

    /// <summary>From the finding to the beginning of its clause.</summary>
    public void Left()
    {
        var purpose = false;
        for (var i = finding.Start - 1; i >= 0; i--)
        {
            if (sentence.CueTo(i) is not { } cue)
            {
                if (!EndsAtMark(i)) continue;
                if (_wider.DenialHeads(i) is { } heading) Deny(heading);
                return;
            }

            i = cue.Start;
            if (cue.Is(CueKind.Hypothetical)) IsAsked = true;
            if (cue.Is(CueKind.NoDenial | CueKind.Hypothetical)) return;
            if (cue.Is(CueKind.Purpose)) purpose = true;
            if (_wider.IsSaidOfEarlier(cue)) return;
            if (cue.Is(CueKind.DenyAfter) || (cue.Is(CueKind.Gone) && LeadsStraight(cue.End)))
            {
                Deny(cue);
                return;
            }

            if (cue.Is(CueKind.Speculation)) SpeculationAt = cue.Start;
            if (cue.Is(CueKind.DoubtAfter)) Doubt(cue);
            if (cue.Is(CueKind.PastAfter) && finding.Start - cue.End <= PastReach && !HasMarkBetween(cue.End, finding.Start)) Past(cue);
            if (!StopsLeft(cue, purpose)) continue;
            if (cue.Is(CueKind.Verb)) Subject(cue.Start);
            return;
        }
    }

    // "Neither lung shows consolidation.": what the subject denies, its verb denies. "Gone is the effusion.": so does what stands before it.
    private void Subject(int verb)
    {
        if (sentence.CueTo(verb - 1) is { Start: 0 } first && first.Is(CueKind.DenyBefore))
        {
            Deny(first);
            return;
        }

        for (var i = verb - 1; i >= 0 && sentence.Kind(i) is not (TokenKind.Semicolon or TokenKind.Colon or TokenKind.Comma); i--)
        {
            if (sentence.CueTo(i) is not { } cue) continue;
            if (cue.Is(CueKind.DenySubject)) Deny(cue);
            if (cue.Is(CueKind.DenySubject | CueKind.Stop | CueKind.Verb)) return;
            i = cue.Start;
        }
    }

    /// <summary>From the finding to the end of its clause.</summary>
    public void Right()
    {
        if (AnswerBehind() is { } answer)
        {
            Deny(answer);
            return;
        }

        var explained = false;
        for (var i = finding.End; i < sentence.Count; i++)
        {
            if (sentence.CueFrom(i) is not { } cue)
            {
                if (sentence.Kind(i) is TokenKind.Semicolon or TokenKind.Colon || (sentence.Kind(i) == TokenKind.Comma && !IsWhich(i + 1) && (finding.IsPair || !ListGoesOn(i)))) return;
                continue;
            }

            i = cue.End - 1;
            if (cue.Is(CueKind.NoDenial) || (cue.Is(CueKind.DenyBefore) && sentence.CueFrom(cue.End) is { } then && then.Is(CueKind.PastBefore))) return;
            if (cue.Is(CueKind.DenyBefore) && (_wider.IsOfOneViewOnly(cue) || PlaceDenial.IsThereOnly(sentence, cue))) return;
            if ((cue.Is(CueKind.DenyBefore) && !DeniesWhatFollows(cue)) || (cue.Is(CueKind.Normal) && IsSaidOfFinding(cue.Start)))
            {
                Deny(cue);
                return;
            }

            if (cue.Cue.Phrase is "versus" or "vs" or "?" || (cue.Is(CueKind.DoubtBefore) && !cue.Is(CueKind.DoubtAfter))) Doubt(cue);
            else if (cue.Is(CueKind.DoubtBefore) && (!FindingFollows(cue.End) || cue.Cue.Phrase.EndsWith("over", StringComparison.Ordinal))) Doubt(cue);
            // "opacity consistent with the change seen on the prior CT": the change is the earlier thing.
            explained |= cue.Is(CueKind.Purpose) && FindingOrWordFollows(cue.End);
            if (cue.Is(CueKind.PastBefore) && !explained) Past(cue);
            if (StopsRight(cue)) return;
        }
    }

    private bool FindingOrWordFollows(int token) => sentence.Kind(token) == TokenKind.Word;

    // "Pneumothorax: none." "Effusion - no" "Pneumonia? No.": a form's answer behind its question.
    private CueHit? AnswerBehind()
    {
        var i = finding.End;
        while (sentence.Kind(i) is TokenKind.Colon || (i < sentence.Count && sentence.Kind(i) is TokenKind.Other)) i++;
        if (i == finding.End && sentence.Kind(i) != TokenKind.Word) return null;
        if (sentence.CueFrom(i) is not { } answer || !answer.Is(CueKind.DenyAfter | CueKind.DenyBefore)) return null;
        var closes = answer.End >= sentence.Count || sentence.Kind(answer.End) is TokenKind.Period or TokenKind.Semicolon or TokenKind.Newline or TokenKind.Comma;
        return closes ? answer : null;
    }

    private bool StopsLeft(CueHit cue, bool purpose)
    {
        if (cue.Is(CueKind.DenyBefore)) return true;
        if (cue.Is(CueKind.Verb) || (cue.Is(CueKind.DoubtAfter) && IsModal(cue))) return !purpose;
        if (cue.Is(CueKind.Stop)) return !(purpose && cue.Cue.Phrase is "which" or "that");
        if (cue.Is(CueKind.With | CueKind.And)) return BeginsStatement(cue.End) && !OrFollows(cue.End);
        return false;
    }

    private bool StopsRight(CueHit cue)
    {
        if (cue.Is(CueKind.Verb) || (cue.Is(CueKind.Stop) && cue.Cue.Phrase is "which"))
            return sentence.CueFrom(AfterSight(AfterAdverbs(cue.End))) is not { } next || !next.Is(CueKind.DenyBefore | CueKind.DoubtBefore | CueKind.PastBefore | CueKind.Normal);
        if (cue.Is(CueKind.DoubtAfter)) return IsModal(cue);
        if (cue.Is(CueKind.And) && finding.IsPair) return true;
        if (cue.Is(CueKind.And)) return BeginsStatement(cue.End) && sentence.CueFrom(cue.End) is { } next && next.Is(CueKind.Determiner);
        return cue.Is(CueKind.DenyAfter | CueKind.Stop | CueKind.With | CueKind.Purpose | CueKind.Hypothetical);
    }

    // A mark met on the way left: a comma before a statement of its own ends the reach, a comma in a list does not.
    private bool EndsAtMark(int i) => sentence.Kind(i) switch
    {
        TokenKind.Semicolon or TokenKind.Colon => true,
        TokenKind.Comma => BeginsStatement(i + 1) && !OrFollows(i + 1),
        // "NO EFFUSION …" on a full line, which may have ended there: a statement begins, and no word of a list comes before.
        TokenKind.Newline => BeginsStatement(i + 1) && !OrFollows(i + 1) && sentence.CueTo(i - 1) is null && sentence.CueFrom(0) is { } first && first.Is(CueKind.DenyAfter) && sentence.Findings.Exists(hit => hit.End <= i),
        _ => false,
    };

    private bool BeginsStatement(int token) => sentence.CueFrom(token) is { } cue && cue.Is(CueKind.Existing | CueKind.Determiner | CueKind.Stop) && !cue.Is(CueKind.DenyAfter);

    // "No opacity, small effusion, or pneumothorax": the or at the end makes it one list of denials.
    private bool OrFollows(int from)
    {
        for (var i = from; i < sentence.Count; i++)
        {
            if (sentence.Kind(i) is TokenKind.Semicolon or TokenKind.Colon) return false;
            if (sentence.CueFrom(i) is not { } cue) continue;
            if (cue.Is(CueKind.Or)) return true;
            if (cue.Is(CueKind.Verb | CueKind.Stop | CueKind.DenyAfter | CueKind.DenyBefore)) return false;
        }

        return false;
    }

    // "Opacity, effusion and pneumothorax are not seen": a comma passes only where the list reaches its and.
    private bool ListGoesOn(int comma)
    {
        if (BeginsStatement(comma + 1)) return false;
        for (var i = comma + 1; i < sentence.Count; i++)
        {
            if (sentence.CueFrom(i) is not { } cue) continue;
            if (cue.Is(CueKind.And | CueKind.Or)) return true;
            if (cue.Is(CueKind.PastBefore)) return true;
            if (cue.Is(CueKind.DenyBefore) && !FindingBetween(comma, cue.Start)) return true;
            if (cue.Is(CueKind.Verb | CueKind.Stop | CueKind.With)) return false;
        }

        return false;
    }

    // "absent", "resolved" and "unlikely" deny either way; before a finding in the same breath they speak of that one.
    private bool DeniesWhatFollows(CueHit cue) => cue.Is(CueKind.DenyAfter | CueKind.Gone) && FindingFollows(cue.End) && sentence.CueFrom(cue.End - 1) is null or { Start: 0 };

    // "resolved left basilar opacity": only describing words between.
    private bool LeadsStraight(int from)
    {
        if (finding.Start - from > GoneReach) return false;
        for (var i = from; i < finding.Start; i++)
            if (sentence.Kind(i) is not (TokenKind.Word or TokenKind.Newline or TokenKind.Other) || (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Verb | CueKind.And | CueKind.Or | CueKind.With | CueKind.Preposition | CueKind.Stop | CueKind.Determiner))) return false;
        return true;
    }

    // "vascular engorgement appears within normal limits": a verb and an adverb at most between.
    private bool IsSaidOfFinding(int cueStart)
    {
        for (var i = finding.End; i < cueStart; i++)
            if (sentence.CueFrom(i) is not { } cue || !cue.Is(CueKind.Verb)) return false;
        return cueStart > finding.End;
    }

    private bool FindingFollows(int token) => sentence.Findings.Any(hit => hit.Start >= token && hit.Start - token <= 1);

    private bool FindingBetween(int from, int to) => sentence.Findings.Any(hit => hit.Start >= from && hit.End <= to);

    private bool HasMarkBetween(int from, int to)
    {
        for (var i = from; i < to; i++)
            if (sentence.Kind(i) is TokenKind.Comma or TokenKind.Semicolon) return true;
        return false;
    }

    private bool IsWhich(int token) => sentence.CueFrom(token) is { } cue && cue.Cue.Phrase == "which";

    // "is seen in neither lung": the sight itself is not yet the verdict.
    private int AfterSight(int token) => sentence.CueFrom(token) is { } cue && cue.Is(CueKind.Asserting) && !cue.Is(CueKind.DenyBefore | CueKind.PastBefore) ? cue.End : token;

    private int AfterAdverbs(int token) =>
        sentence.Kind(token) == TokenKind.Word && sentence.CueFrom(token) is null && sentence.CueFrom(token + 1) is not null ? token + 1 : token;

    private static bool IsModal(CueHit cue) =>
        cue.Cue.Phrase.StartsWith("may", StringComparison.Ordinal) || cue.Cue.Phrase.StartsWith("might", StringComparison.Ordinal) || cue.Cue.Phrase.StartsWith("could", StringComparison.Ordinal) || cue.Cue.Phrase.StartsWith("can", StringComparison.Ordinal);

    /// <summary>True for "may represent" and its like, which guess at something named already; "cannot exclude" names something new.</summary>
    public static bool IsGuess(CueHit cue) => cue.Is(CueKind.Speculation) && IsModal(cue) && !cue.Cue.Phrase.StartsWith("can", StringComparison.Ordinal);

    private void Deny(CueHit cue)
    {
        IsDenied = true;
        Because.Add(cue);
    }

    private void Doubt(CueHit cue)
    {
        IsDoubted = true;
        Because.Add(cue);
    }

    private void Past(CueHit cue)
    {
        IsPast = true;
        Because.Add(cue);
    }
}
