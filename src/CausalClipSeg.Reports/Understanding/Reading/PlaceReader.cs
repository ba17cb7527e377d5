using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Gathers place words into runs, and each run into sides with their zones.</summary>
internal sealed class PlaceReader(SentenceReading sentence, string text, PlaceLinks links, PlaceJudge judge)
{
    private readonly List<PlaceHit> _places = PlaceWords.Settle(sentence);
    private readonly List<PlaceRun> _runs = [];

    public List<PlaceRun> Read()
    {
        for (var i = 0; i < _places.Count; i++)
        {
            if (_places[i].Kind == PlaceKind.Sign) Add(i, i, PlaceStanding.Hint);
            if (!Opens(_places[i].Kind)) continue;
            var last = i;
            while (last + 1 < _places.Count && GoesOn(_places[last + 1].Kind) && IsNextTo(_places[last], _places[last + 1])) last++;
            while (!Closes(_places[last].Kind)) last--;
            if (judge.Cut(_places, i, last) is { } cut)
            {
                Add(i, cut.Before, null);
                Add(cut.After, last, null);
            }
            else
            {
                Add(i, last, null);
            }

            i = last;
        }

        return _runs;
    }

    private void Add(int first, int last, PlaceStanding? standing)
    {
        var assembler = new PlaceAssembler();
        for (var k = first; k <= last; k++)
        {
            if (k > first && links.HasComma(_places[k - 1].End, _places[k].Start)) assembler.Comma();
            assembler.Take(_places[k].Place, _places[k].Start, _places[k].End, IsPlural(sentence.Tokens[_places[k].End - 1]));
        }

        _runs.Add(new(assembler.Finish(), _places[first].Start, _places[last].End, standing ?? judge.Of(_places[first], _places[last])));
    }

    // "the bases", "the apices", "lower lobes": without a side they are both sides.
    private bool IsPlural(Token last) => last.Length > 4 && text[last.End - 1] is 's' or 'S' && text[last.End - 2] is 'e' or 'E' or 'g' or 'G' or 'd' or 'D' or 'n' or 'N';

    private static bool Opens(PlaceKind kind) => kind is PlaceKind.Side or PlaceKind.Zone or PlaceKind.Whole;

    private static bool Closes(PlaceKind kind) => Opens(kind) || kind == PlaceKind.Region;

    private static bool GoesOn(PlaceKind kind) => Closes(kind) || kind is PlaceKind.Link or PlaceKind.Join or PlaceKind.Compare or PlaceKind.Range;

    // Between place words a comma, a line break or a blacked-out word may stand; a finding may not.
    private bool IsNextTo(PlaceHit before, PlaceHit after)
    {
        if (sentence.Findings.Any(hit => hit.Start < after.Start && hit.End > before.End && !hit.IsPair)) return false;
        var strangers = 0;
        for (var i = before.End; i < after.Start; i++)
        {
            if (sentence.Kind(i) is TokenKind.Comma or TokenKind.Newline) continue;
            // "Rt. lower zone"
            if (sentence.Kind(i) == TokenKind.Period && before.Kind == PlaceKind.Side && i == before.End) continue;
            if (sentence.Kind(i) != TokenKind.Word || sentence.Tokens[i].Word >= 0 || ++strangers > 1) return false;
            // "left apical cap, right basal opacity": a word that a comma follows ended the place.
            if (sentence.Tokens[i].Word != Vocabulary.Redacted && sentence.Kind(i + 1) == TokenKind.Comma) return false;
        }

        return true;
    }
}
