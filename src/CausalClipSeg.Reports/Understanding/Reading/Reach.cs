using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>How far a word's say reaches: the cues and marks at which the walk from a finding ends, on either side of it.</summary>
internal sealed class Reach(SentenceReading sentence, FindingHit finding)
{
    public bool EndsLeft(CueHit cue, bool purpose)
    {
        if (cue.Is(CueKind.DenyBefore)) return true;
        if (cue.Is(CueKind.Verb) || (cue.Is(CueKind.DoubtAfter) && IsModal(cue))) return !purpose;
        if (cue.Is(CueKind.Stop)) return !(purpose && cue.Cue.Phrase is "which" or "that");
        if (cue.Is(CueKind.With | CueKind.And)) return BeginsStatement(cue.End) && !OrFollows(cue.End);
        return false;
    }

    public bool EndsRight(CueHit cue)
    {
        if (cue.Is(CueKind.Verb) || (cue.Is(CueKind.Stop) && cue.Cue.Phrase is "which"))
            return sentence.CueFrom(AfterSight(AfterAdverbs(cue.End))) is not { } next || !next.Is(CueKind.DenyBefore | CueKind.DoubtBefore | CueKind.PastBefore | CueKind.Normal);
        if (cue.Is(CueKind.DoubtAfter)) return IsModal(cue);
        if (cue.Is(CueKind.And) && finding.IsPair) return true;
        if (cue.Is(CueKind.And)) return BeginsStatement(cue.End) && sentence.CueFrom(cue.End) is { } next && next.Is(CueKind.Determiner);
        return cue.Is(CueKind.DenyAfter | CueKind.Stop | CueKind.With | CueKind.Purpose | CueKind.Hypothetical);
    }

    /// <summary>A mark met on the way left: a comma before a statement of its own ends the reach, a comma in a list does not.</summary>
    public bool EndsAtMark(int i) => sentence.Kind(i) switch
    {
        TokenKind.Semicolon or TokenKind.Colon => true,
        TokenKind.Comma => (BeginsStatement(i + 1) || (HasOwnPlace(i + 1) && IsDenial(i))) && (IsListClosed(i) || !OrFollows(i + 1)),
        // "NO EFFUSION …" on a full line, which may have ended there: a statement begins, and no word of a list comes before.
        TokenKind.Newline => BeginsStatement(i + 1) && !OrFollows(i + 1) && sentence.CueTo(i - 1) is null && sentence.CueFrom(0) is { } first && first.Is(CueKind.DenyAfter) && sentence.Findings.Exists(hit => hit.End <= i),
        _ => false,
    };

    /// <summary>A mark met on the way right: only a comma in a list, or before "which", is passed.</summary>
    public bool PassesRight(int i) => sentence.Kind(i) switch
    {
        TokenKind.Semicolon or TokenKind.Colon => false,
        TokenKind.Comma => IsWhich(i + 1) || (!finding.IsPair && ListGoesOn(i)),
        _ => true,
    };

    private bool BeginsStatement(int token) => sentence.CueFrom(token) is { } cue && cue.Is(CueKind.Existing | CueKind.Determiner | CueKind.Stop) && !cue.Is(CueKind.DenyAfter);

    // "No effusion, hazy opacity at the left base": an item with a place of one side or zone says what is there. Behind a bare name at the end of a longer list
    // the place is that of all.
    private bool HasOwnPlace(int from)
    {
        if (sentence.CueFrom(from) is { } first && first.Is(CueKind.And | CueKind.Or | CueKind.Preposition)) return false;
        var to = from;
        while (to < sentence.Count && sentence.Kind(to) is not (TokenKind.Comma or TokenKind.Semicolon or TokenKind.Colon) && !(sentence.CueFrom(to) is { } stop && stop.Is(CueKind.Stop | CueKind.DenyAfter | CueKind.DenyBefore))) to++;
        if (sentence.Findings.Find(hit => hit.Start >= from && hit.End <= to) is not { End: > 0 } item) return false;
        var until = item.Start == from && HasListBefore(from - 1) ? item.Start : to;
        return sentence.Places.Exists(place => place.Start >= from && place.End <= until && (place.Place.Kind == PlaceKind.Zone || place.Place is { Kind: PlaceKind.Side, Side: not FindingSide.Bilateral }));
    }

    private bool HasListBefore(int comma)
    {
        for (var i = comma - 1; i >= 0 && sentence.Kind(i) is not (TokenKind.Semicolon or TokenKind.Colon); i--)
            if (sentence.Kind(i) == TokenKind.Comma) return true;
        return false;
    }

    // What stands before a comma is a denial, and no guess or statement.
    private bool IsDenial(int comma)
    {
        for (var i = comma - 1; i >= 0; i--)
            if (sentence.CueTo(i) is { } cue && cue.Is(CueKind.DenyAfter | CueKind.DoubtAfter | CueKind.Verb | CueKind.Stop)) return cue.Is(CueKind.DenyAfter);
        return false;
    }

    // "No effusion or pneumothorax, …": behind its "or" a list of denials goes on no further.
    private bool IsListClosed(int comma)
    {
        for (var i = comma - 1; i >= 0 && sentence.Kind(i) is not (TokenKind.Comma or TokenKind.Semicolon or TokenKind.Colon); i--)
            if (sentence.CueTo(i) is { } cue && cue.Is(CueKind.Or)) return true;
        return false;
    }

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
            if (cue.Is(CueKind.DenyBefore) && !sentence.Findings.Exists(hit => hit.Start >= comma && hit.End <= cue.Start)) return true;
            if (cue.Is(CueKind.Verb | CueKind.Stop | CueKind.With)) return false;
        }

        return false;
    }

    private bool IsWhich(int token) => sentence.CueFrom(token) is { } cue && cue.Cue.Phrase == "which";

    // "is seen in neither lung": the sight itself is not yet the verdict.
    private int AfterSight(int token) => sentence.CueFrom(token) is { } cue && cue.Is(CueKind.Asserting) && !cue.Is(CueKind.DenyBefore | CueKind.PastBefore) ? cue.End : token;

    private int AfterAdverbs(int token) =>
        sentence.Kind(token) == TokenKind.Word && sentence.CueFrom(token) is null && sentence.CueFrom(token + 1) is not null ? token + 1 : token;

    public static bool IsModal(CueHit cue) =>
        cue.Cue.Phrase.StartsWith("may", StringComparison.Ordinal) || cue.Cue.Phrase.StartsWith("might", StringComparison.Ordinal) || cue.Cue.Phrase.StartsWith("could", StringComparison.Ordinal) || cue.Cue.Phrase.StartsWith("can", StringComparison.Ordinal);
}
