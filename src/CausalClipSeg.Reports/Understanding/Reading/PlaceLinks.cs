using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Says of the words between places and findings whether they hold the two together or part them.</summary>
internal sealed class PlaceLinks(SentenceReading sentence, PlainWords words)
{
    /// <summary>How many describing words may stand between a place and the finding it leads into.</summary>
    public const int ModifierReach = 6;

    /// <summary>Only describing words stand between a place and the finding it leads into.</summary>
    public bool LeadsInto(int from, int to)
    {
        if (to - from > ModifierReach) return false;
        for (var i = from; i < to; i++)
        {
            // A full stop here belongs to a side cut short: "rt. effusion".
            if (sentence.Kind(i) is not (TokenKind.Word or TokenKind.Number or TokenKind.Newline or TokenKind.Other) && !(i == from && sentence.Kind(i) == TokenKind.Period)) return false;
            if (sentence.PlaceFrom(i) is { Kind: PlaceKind.Thing }) return false;
            if (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Verb | CueKind.Stop | CueKind.With | CueKind.And | CueKind.Or | CueKind.Preposition | CueKind.Determiner | CueKind.DenyAfter | CueKind.Purpose) && !cue.Is(CueKind.Existing)) return false;
            if (sentence.CueFrom(i) is { } reading && reading.Is(CueKind.Reading) && !reading.Is(CueKind.Existing)) return false;
        }

        return true;
    }

    public bool LeadsIntoFinding(int from)
    {
        foreach (var hit in sentence.Findings)
            if (hit.Start >= from) return LeadsInto(from, hit.Start);
        return false;
    }

    /// <summary>Nothing but prepositions, determiners, location verbs and describing words stands between a finding and what follows it.</summary>
    public bool FollowsFinding(int to)
    {
        var from = 0;
        foreach (var hit in sentence.Findings)
            if (hit.End <= to) from = hit.End;
        if (from == 0) return false;
        for (var i = from; i < to; i++)
        {
            if (sentence.Kind(i) is TokenKind.Number or TokenKind.Newline) continue;
            if (sentence.Kind(i) != TokenKind.Word) return false;
            if (sentence.CueFrom(i) is { } cue)
            {
                if (cue.Is(CueKind.With | CueKind.And | CueKind.Or | CueKind.DenyAfter | CueKind.DenyBefore) || (cue.Is(CueKind.Stop) && !cue.Is(CueKind.Asserting))) return false;
                i = cue.End - 1;
            }
            else if (sentence.PlaceFrom(i) is null && sentence.Tokens[i].Word != Vocabulary.Redacted && !words.IsAdverb(i) && !words.IsParticiple(i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The last word before a place that is no preposition, determiner, adverb or link.</summary>
    public int BeforeLinks(int start)
    {
        var i = start - 1;
        while (i >= 0 && sentence.Kind(i) == TokenKind.Word)
            if (sentence.PlaceTo(i) is { Kind: PlaceKind.Link } link) i = link.Start - 1;
            else if (sentence.CueTo(i) is { } cue && cue.Is(CueKind.Preposition | CueKind.Determiner)) i = cue.Start - 1;
            else if (words.IsAdverb(i) && sentence.CueFrom(i) is null) i--;
            else break;
        return i;
    }

    /// <summary>"shift to the right": a side that is only pointed to.</summary>
    public bool IsDirection(PlaceHit side)
    {
        var i = side.Start - 1;
        if (words.Is(i, "the")) i--;
        return side.Kind == PlaceKind.Side && (words.Is(i, "to") || words.Is(i, "toward") || words.Is(i, "towards"));
    }

    /// <summary>"left humeral hardware": the words behind a place name something else; in "bibasilar areas of atelectasis", "bilateral reticular and alveolar opacities" and "left fullness consistent with a mass" they lead on to a finding.</summary>
    public bool HasOwnNoun(int from)
    {
        if (!words.IsNoun(from)) return false;
        var i = from + 1;
        while (words.IsNoun(i)) i++;
        if (words.Is(i, "of") || (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.And | CueKind.Or) && LeadsIntoFinding(cue.End))) return false;
        for (; i < sentence.Count && !words.IsFinding(i); i++)
            if (sentence.CueFrom(i) is { } reading && reading.Is(CueKind.Reading | CueKind.Purpose)) return false;
        return true;
    }

    /// <summary>Only an "and" or a "but", describing words, or "increase in" and its like between: "moderate right and small left".</summary>
    public bool IsParallel(int from, int to)
    {
        var joined = false;
        for (var i = from; i < to; i++)
        {
            if (to - from > ModifierReach || sentence.Kind(i) != TokenKind.Word) return false;
            if (sentence.CueFrom(i) is not { } cue) continue;
            if (cue.Is(CueKind.And) || cue.Cue.Phrase == "but") joined = true;
            else if (cue.Is(CueKind.Preposition) && cue.Cue.Phrase == "in" && joined) continue;
            else if (!cue.Is(CueKind.Existing | CueKind.Severity)) return false;
        }

        return joined;
    }

    public bool HasBoundary(int from, int to)
    {
        for (var i = from; i < to; i++)
            if (sentence.Kind(i) == TokenKind.Semicolon || (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Stop) && cue.Cue.Phrase is not ("which" or "due to" or "related to" or "secondary to" or "likely due to") && !cue.Is(CueKind.Exception))) return true;
        return false;
    }

    /// <summary>"opacity in the left XXXX, XXXX atelectasis": what is blacked out ended the place.</summary>
    public bool HasRedaction(int from, int to)
    {
        for (var i = from; i < to; i++)
            if (sentence.Tokens[i].Word == Vocabulary.Redacted) return true;
        return false;
    }

    public bool HasSemicolon(int from, int to) => Has(TokenKind.Semicolon, from, to);

    public bool HasComma(int from, int to) => Has(TokenKind.Comma, from, to);

    public bool HasMark(int from, int to) => HasSemicolon(from, to) || HasComma(from, to);

    private bool Has(TokenKind kind, int from, int to)
    {
        for (var i = from; i < to; i++)
            if (sentence.Kind(i) == kind) return true;
        return false;
    }
}
