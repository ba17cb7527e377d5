using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Which words behind a finding deny it, and which of them speak of another finding, another view or another day.</summary>
internal sealed class DenialBehind(SentenceReading sentence, FindingHit finding)
{
    /// <summary>"Pneumothorax: none." "Effusion - no" "Pneumonia? No.": a form's answer behind its question; null where there is none.</summary>
    public CueHit? Answer()
    {
        var i = finding.End;
        while (sentence.Kind(i) is TokenKind.Colon || (i < sentence.Count && sentence.Kind(i) is TokenKind.Other)) i++;
        if (i == finding.End && sentence.Kind(i) != TokenKind.Word) return null;
        if (sentence.CueFrom(i) is not { } answer || !answer.Is(CueKind.DenyAfter | CueKind.DenyBefore)) return null;
        var closes = answer.End >= sentence.Count || sentence.Kind(answer.End) is TokenKind.Period or TokenKind.Semicolon or TokenKind.Newline or TokenKind.Comma;
        return closes ? answer : null;
    }

    /// <summary>True where a cue met on the way right denies the finding.</summary>
    public bool Denies(CueHit cue) => (cue.Is(CueKind.DenyBefore) && !DeniesWhatFollows(cue)) || (cue.Is(CueKind.Normal) && IsSaidOfFinding(cue.Start));

    /// <summary>True where a cue denies, but of one view only ("not well seen on the lateral view"), of an earlier day ("not seen on the prior") or of another place: the finding is there.</summary>
    public bool SparesTheFinding(CueHit cue) =>
        cue.Is(CueKind.NoDenial) || EarlierTime.IsMeantBy(sentence, cue) || (cue.Is(CueKind.DenyBefore) && (IsOfOneViewOnly(cue) || PlaceDenial.IsThereOnly(sentence, cue)));

    // "An opacity in the left base, not well seen on the lateral view": seen on one view is seen.
    private bool IsOfOneViewOnly(CueHit denial)
    {
        if (!sentence.IsView(denial.End)) return false;
        for (var i = finding.Start - 1; i >= 0; i--)
            if (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Asserting)) return true;
        return sentence.Kind(denial.Start - 1) == TokenKind.Comma || (sentence.CueTo(denial.Start - 1) is { } contrast && contrast.Is(CueKind.Stop));
    }

    // "absent", "resolved" and "unlikely" deny either way; before a finding in the same breath they speak of that one.
    private bool DeniesWhatFollows(CueHit cue) => cue.Is(CueKind.DenyAfter | CueKind.Gone) && sentence.FindingFollows(cue.End) && sentence.CueFrom(cue.End - 1) is null or { Start: 0 };

    // "vascular engorgement appears within normal limits": a verb and an adverb at most between.
    private bool IsSaidOfFinding(int cueStart)
    {
        for (var i = finding.End; i < cueStart; i++)
            if (sentence.Kind(i) != TokenKind.Newline && (sentence.CueFrom(i) is not { } cue || !cue.Is(CueKind.Verb))) return false;
        return cueStart > finding.End;
    }
}
