using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Tells which day a denial speaks of: what was not there on an earlier one is new, and there.</summary>
internal static class EarlierTime
{
    private const int Words = 8;

    /// <summary>True for "not present on the examination of 3 days ago" and "previously not seen"; what is no longer there is gone whatever the day.</summary>
    public static bool IsMeantBy(SentenceReading sentence, CueHit denial)
    {
        if (!denial.Is(CueKind.DenyBefore) || !IsPlain(denial.Cue.Phrase)) return false;
        if (sentence.CueTo(denial.Start - 1) is { } before && before.Is(CueKind.PastBefore)) return true;
        for (var i = denial.End; i < sentence.Count && i < denial.End + Words; i++)
        {
            if (IsDate(sentence, i)) return true;
            if (sentence.Kind(i) is not (TokenKind.Word or TokenKind.Number or TokenKind.Newline)) return false;
            if (sentence.CueFrom(i) is not { } cue) continue;
            if (IsEarlier(cue)) return true;
            if (!cue.Is(CueKind.Preposition | CueKind.Determiner) || cue.Cue.Phrase == "this") return false;
        }

        return false;
    }

    /// <summary>True where a word of an earlier time says when a thing was not there: "not previously seen", "previously not seen".</summary>
    public static bool IsOfDenial(SentenceReading sentence, CueHit past) =>
        (sentence.CueFrom(past.End) is { } behind && IsMeantBy(sentence, behind)) || (sentence.CueTo(past.Start - 1) is { } before && before.Cue.Phrase == "not");

    /// <summary>"Consolidation was noted last week", "… was seen and has cleared": what puts a finding told in the past before today; null where only the tense is past.</summary>
    public static CueHit? ToldOf(SentenceReading sentence, FindingHit finding)
    {
        var isPast = false;
        for (var i = finding.End; i < sentence.Count && sentence.Kind(i) != TokenKind.Semicolon && !sentence.Findings.Exists(hit => hit.Start == i); i++)
        {
            if (sentence.CueFrom(i) is not { } cue) continue;
            isPast |= cue.Cue.Phrase is "was" or "were";
            if (isPast && ((IsEarlier(cue) && !IsOfDenial(sentence, cue)) || (cue.Is(CueKind.Gone) && !cue.Is(CueKind.Normal)) || (cue.Is(CueKind.DenyBefore) && !IsPlain(cue.Cue.Phrase)))) return cue;
            if (cue.Is(CueKind.Stop) && cue.Cue.Phrase != "which") return null;
            i = cue.End - 1;
        }

        return null;
    }

    private static bool IsEarlier(CueHit cue) => cue.Is(CueKind.PastBefore | CueKind.EarlierTime) || (cue.Is(CueKind.PastAfter) && cue.Cue.Phrase is "prior" or "previous" or "former" or "earlier");

    // "2/1/2026", "in 2024".
    private static bool IsDate(SentenceReading sentence, int i) => sentence.Kind(i) == TokenKind.Number && (IsNumberBehindSlash(sentence, i + 1) && IsNumberBehindSlash(sentence, i + 3) || sentence.Tokens[i].Length == 4 && sentence.CueTo(i - 1) is { } at && at.Is(CueKind.Preposition));

    private static bool IsNumberBehindSlash(SentenceReading sentence, int i) => sentence.Kind(i) == TokenKind.Other && sentence.Kind(i + 1) == TokenKind.Number;

    private static bool IsPlain(string denial) => denial == "absent" || denial.EndsWith(" absent", StringComparison.Ordinal) || denial.StartsWith("not ", StringComparison.Ordinal) || denial.Contains(" not ", StringComparison.Ordinal);
}
