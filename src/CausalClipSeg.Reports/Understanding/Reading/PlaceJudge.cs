using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Says by the words around a place whether a finding may be there: they may call it free, except it, or give it to something else.</summary>
internal sealed class PlaceJudge(SentenceReading sentence, PlainWords words, PlaceLinks links, PlaceStatements statements)
{
    private const int BehindReach = 4;
    private const int ThingReach = 9;

    public PlaceStanding Of(PlaceHit first, PlaceHit last)
    {
        var behind = SaidBehind(last.End);
        // "opacity beside the left chest drain" is where the drain is.
        if (behind == PlaceKind.Thing) return links.FollowsFinding(first.Start) ? PlaceStanding.Given : PlaceStanding.Foreign;
        if (links.LeadsIntoFinding(last.End)) return PlaceStanding.Given;
        if (behind is { } said) return said == PlaceKind.Spared ? PlaceStanding.Excepted : PlaceStanding.Free;
        if (sentence.PlaceTo(first.Start - 1) is { Kind: PlaceKind.Free } && !links.FollowsFinding(first.Start) && !statements.IsSubject(last.End)) return PlaceStanding.Free;
        if (IsExcepted(first.Start)) return PlaceStanding.Excepted;
        return IsThings(first, last) ? PlaceStanding.Foreign : PlaceStanding.Given;
    }

    /// <summary>Where a run falls into two because what is said of its end, or of its beginning, is not said of all of it; null where it does not.</summary>
    public (int Before, int After)? Cut(List<PlaceHit> places, int first, int last)
    {
        // "in the left, not right, lower lobe": the zone is not excepted.
        if (last > first && places[first].Kind == PlaceKind.Side && places[first + 1].Kind == PlaceKind.Zone && links.HasComma(places[first].End, places[first + 1].Start) && IsExcepted(places[first].Start)) return (first, first + 1);
        var behind = SaidBehind(places[last].End) is not null;
        var before = !behind && links.LeadsIntoFinding(places[last].End) && (sentence.PlaceTo(places[first].Start - 1) is { Kind: PlaceKind.Free } || IsExcepted(places[first].Start) || FollowsThing(places[first].Start));
        if (!behind && !before) return null;
        var follows = links.FollowsFinding(places[first].Start);
        for (var k = last; k > first; k--)
        {
            var comma = links.HasComma(places[k - 1].End, places[k].Start);
            var join = places[k - 1].Kind == PlaceKind.Join && (IsThe(places[k]) || ((before || follows) && places[k].Kind == PlaceKind.Side));
            if (!comma && !join) continue;
            var (end, start) = (join ? k - 2 : k - 1, k);
            while (end > first && places[end].Kind is PlaceKind.Link or PlaceKind.Join or PlaceKind.Compare or PlaceKind.Range) end--;
            while (start < last && places[start].Kind is PlaceKind.Link or PlaceKind.Join or PlaceKind.Region) start++;
            return end >= first ? (end, start) : null;
        }

        return null;
    }

    private static bool IsThe(PlaceHit hit) => hit.Place is { Kind: PlaceKind.Link, Phrase: "the" };

    // "left lung is clear", "right base well aerated", "apex is spared", "left chest drain".
    private PlaceKind? SaidBehind(int end)
    {
        var verb = false;
        for (var i = end; i < end + BehindReach && sentence.Kind(i) == TokenKind.Word; i++)
        {
            if (sentence.PlaceFrom(i) is { Kind: not PlaceKind.Link } place)
                return place.Kind switch
                {
                    PlaceKind.Thing => verb ? null : PlaceKind.Thing,
                    PlaceKind.Free or PlaceKind.Spared => verb || EndsPhrase(place.End) ? place.Kind : null,
                    _ => null,
                };
            if (words.IsFinding(i)) return null;
            if (sentence.CueFrom(i) is not { } cue) continue;
            if (cue.Is(CueKind.Preposition | CueKind.And | CueKind.Or | CueKind.With | CueKind.Determiner | CueKind.DenyAfter | CueKind.Reading | CueKind.Purpose | CueKind.Asserting) || (cue.Is(CueKind.Stop) && cue.Cue.Phrase != "otherwise")) return null;
            verb |= cue.Is(CueKind.Verb | CueKind.Gone | CueKind.DenyBefore);
        }

        return null;
    }

    // "right base clear of infiltrate", "left base normal heart" and "both lungs sparing the apices" say it of something else.
    private bool EndsPhrase(int end) => sentence.Kind(end) != TokenKind.Word || words.IsAdverb(end) || (sentence.CueFrom(end) is { } cue && cue.Is(CueKind.And | CueKind.With | CueKind.Stop | CueKind.DenyAfter));

    private bool IsExcepted(int start)
    {
        var i = links.BeforeLinks(start);
        if (sentence.PlaceTo(i) is { Kind: PlaceKind.Except or PlaceKind.Spared }) return true;
        // "not seen on the left" takes the left out; "not excluded on the left" does not.
        return sentence.CueTo(i) is { } cue && cue.Is(CueKind.DenyBefore) && !cue.Is(CueKind.DoubtBefore) && sentence.PlaceFrom(cue.Start) is { Kind: PlaceKind.Except };
    }

    private bool IsThings(PlaceHit first, PlaceHit last)
    {
        if (FollowsThing(first.Start)) return true;
        if (links.FollowsFinding(first.Start)) return false;
        return (first == last && links.IsDirection(first)) || ((last.Place.IsDescribing || last.Kind == PlaceKind.Region) && links.HasOwnNoun(last.End));
    }

    // "drain in the right lung", "shift of the heart to the right"; "opacity beside the drain on the right" is the opacity's.
    private bool FollowsThing(int start)
    {
        for (var i = start - 1; i >= 0 && i >= start - ThingReach; i--)
        {
            if (sentence.Kind(i) is TokenKind.Comma or TokenKind.Semicolon or TokenKind.Colon || words.IsFinding(i)) return false;
            if (sentence.PlaceTo(i) is { Kind: PlaceKind.Thing } thing) return !links.FollowsFinding(thing.Start);
            if (sentence.CueTo(i) is { } cue && cue.Is(CueKind.With | CueKind.And | CueKind.Stop)) return false;
        }

        return false;
    }
}
