using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>The walk from a finding to both ends of its clause: what was met on the way, cue by cue.</summary>
internal sealed class AssertionWalk(SentenceReading sentence, FindingHit finding)
{
    private const int PastReach = 3;

    private readonly Reach _reach = new(sentence, finding);

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
        var denial = new DenialBefore(sentence, finding);
        var purpose = false;
        for (var i = finding.Start - 1; i >= 0; i--)
        {
            if (sentence.CueTo(i) is not { } cue)
            {
                if (!_reach.EndsAtMark(i)) continue;
                if (denial.Heading(i) is { } heading) Deny(heading);
                return;
            }

            i = cue.Start;
            if (cue.Is(CueKind.Hypothetical)) IsAsked = true;
            if (cue.Is(CueKind.NoDenial | CueKind.Hypothetical) || denial.IsPresupposed(cue) || denial.IsSpent(cue)) return;
            if (cue.Is(CueKind.Purpose)) purpose = true;
            if (denial.Denies(cue))
            {
                Deny(cue);
                return;
            }

            if (cue.Is(CueKind.Speculation)) SpeculationAt = cue.Start;
            if (cue.Is(CueKind.DoubtAfter)) Doubt(cue);
            if (cue.Is(CueKind.PastAfter) && finding.Start - cue.End <= PastReach && !HasMarkBetween(cue.End, finding.Start)) Past(cue);
            if (!_reach.EndsLeft(cue, purpose)) continue;
            if (cue.Is(CueKind.Verb))
                foreach (var subject in denial.Subject(cue.Start)) Deny(subject);
            return;
        }
    }

    /// <summary>From the finding to the end of its clause.</summary>
    public void Right()
    {
        var denial = new DenialBehind(sentence, finding);
        if (denial.Answer() is { } answer)
        {
            Deny(answer);
            return;
        }

        if (EarlierTime.ToldOf(sentence, finding) is { } told) Past(told);
        var explained = false;
        for (var i = finding.End; i < sentence.Count; i++)
        {
            if (sentence.CueFrom(i) is not { } cue)
            {
                if (!_reach.PassesRight(i)) return;
                continue;
            }

            i = cue.End - 1;
            if (denial.SparesTheFinding(cue)) return;
            if (denial.Denies(cue))
            {
                Deny(cue);
                return;
            }

            if (cue.Cue.Phrase is "versus" or "vs" or "?" || (cue.Is(CueKind.DoubtBefore) && !cue.Is(CueKind.DoubtAfter))) Doubt(cue);
            else if (cue.Is(CueKind.DoubtBefore) && (!sentence.FindingFollows(cue.End) || cue.Cue.Phrase.EndsWith("over", StringComparison.Ordinal))) Doubt(cue);
            // "opacity consistent with the change seen on the prior CT": the change is the earlier thing.
            explained |= cue.Is(CueKind.Purpose) && sentence.Kind(cue.End) == TokenKind.Word;
            if (cue.Is(CueKind.PastBefore) && !explained && !EarlierTime.IsOfDenial(sentence, cue)) Past(cue);
            if (_reach.EndsRight(cue)) return;
        }
    }

    private bool HasMarkBetween(int from, int to)
    {
        for (var i = from; i < to; i++)
            if (sentence.Kind(i) is TokenKind.Comma or TokenKind.Semicolon) return true;
        return false;
    }

    /// <summary>True for "may represent" and its like, which guess at something named already; "cannot exclude" names something new.</summary>
    public static bool IsGuess(CueHit cue) => cue.Is(CueKind.Speculation) && Reach.IsModal(cue) && !cue.Cue.Phrase.StartsWith("can", StringComparison.Ordinal);

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
