using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Tells a place that goes on from a finding from one that opens a statement of its own, or that another noun governs.</summary>
internal sealed class PlaceStatements(SentenceReading sentence, PlainWords words, PlaceLinks links)
{
    /// <summary>"…, and in the left base there is …": a place that opens a statement belongs to what follows.</summary>
    public bool OpensStatement(PlaceRun run)
    {
        var i = run.Start - 1;
        while (i >= 0 && sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Preposition | CueKind.Determiner)) i--;
        var introduced = i < 0 || sentence.Kind(i) is TokenKind.Comma or TokenKind.Semicolon || sentence.CueTo(i) is { } before && before.Is(CueKind.And | CueKind.Stop);
        return introduced && sentence.CueFrom(SkipAdverbs(SkipComma(run.End))) is { } after && after.Is(CueKind.Verb | CueKind.Stop);
    }

    /// <summary>"…the right base, and in the left base there is": the last place opens what follows.</summary>
    public bool LeadsToNewStatement(PlaceRun run) => sentence.CueFrom(SkipComma(run.End)) is { } cue && cue.Is(CueKind.Stop) && cue.Cue.Phrase.StartsWith("there", StringComparison.Ordinal);

    /// <summary>"scar in the left apex", "the left angle is sharp": behind a finding that has its place, another thing or a statement of its own.</summary>
    public bool SpeaksOfAnother(int from, PlaceRun run)
    {
        var i = links.BeforeLinks(run.Start);
        if (i >= from && words.IsNoun(i) && !words.IsSmallWord(i - 1) && sentence.CueFrom(i + 1) is { } governed && governed.Is(CueKind.Preposition)) return true;
        if (!OpensStatement(run) || sentence.CueFrom(run.End) is not { } verb || !verb.Is(CueKind.Verb)) return false;
        i = verb.End;
        while (words.IsAdverb(i)) i++;
        return words.IsNoun(i);
    }

    public bool IsIntroducedAfter(FoundFinding previous, PlaceRun run)
    {
        for (var i = previous.Hit.End; i < run.Start; i++)
            if (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.And | CueKind.Or | CueKind.Stop) || sentence.Kind(i) == TokenKind.Comma) return false;
        return true;
    }

    /// <summary>"the previously clear left base now shows": a verb goes on from the place.</summary>
    public bool IsSubject(int end) => sentence.CueFrom(SkipAdverbs(end)) is { } cue && cue.Is(CueKind.Verb);

    private int SkipAdverbs(int token)
    {
        while (words.IsAdverb(token) || words.Is(token, "now") || words.Is(token, "also")) token++;
        return token;
    }

    private int SkipComma(int token) => sentence.Kind(token) == TokenKind.Comma ? token + 1 : token;
}
