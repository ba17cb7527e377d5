using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Gathers place words into runs, and each run into sides with their zones.</summary>
internal static class PlaceReader
{
    public static List<PlaceRun> Read(SentenceReading sentence, string text)
    {
        var runs = new List<PlaceRun>();
        var places = sentence.Places;
        for (var i = 0; i < places.Count; i++)
        {
            if (!Opens(places[i].Place.Kind)) continue;
            var last = i;
            while (last + 1 < places.Count && IsNextTo(sentence, places[last].End, places[last + 1].Start) && places[last + 1].Place.Kind != PlaceKind.Elsewhere) last++;
            while (!Closes(places[last].Place.Kind)) last--;
            var assembler = new PlaceAssembler();
            for (var k = i; k <= last; k++)
            {
                if (k > i && HasComma(sentence, places[k - 1].End, places[k].Start)) assembler.Comma();
                assembler.Take(places[k].Place, places[k].Start, places[k].End, IsPlural(sentence.Tokens[places[k].End - 1], text));
            }

            runs.Add(new(assembler.Finish(), places[i].Start, places[last].End));
            i = last;
        }

        return runs;
    }

    // "the bases", "the apices", "lower lobes": without a side they are both sides.
    private static bool IsPlural(Token last, string text) => last.Length > 4 && text[last.End - 1] is 's' or 'S' && text[last.End - 2] is 'e' or 'E' or 'g' or 'G' or 'd' or 'D' or 'n' or 'N';

    private static bool Opens(PlaceKind kind) => kind is PlaceKind.Side or PlaceKind.Zone or PlaceKind.Whole;

    private static bool Closes(PlaceKind kind) => kind is PlaceKind.Side or PlaceKind.Zone or PlaceKind.Whole or PlaceKind.Region;

    private static bool HasComma(SentenceReading sentence, int end, int start)
    {
        for (var i = end; i < start; i++)
            if (sentence.Kind(i) == TokenKind.Comma) return true;
        return false;
    }

    // Between place words a comma, a line break or a blacked-out word may stand; a finding may not.
    private static bool IsNextTo(SentenceReading sentence, int end, int start)
    {
        if (sentence.Findings.Any(hit => hit.Start < start && hit.End > end && !hit.IsPair)) return false;
        var strangers = 0;
        for (var i = end; i < start; i++)
        {
            if (sentence.Kind(i) is TokenKind.Comma or TokenKind.Newline) continue;
            if (sentence.Kind(i) != TokenKind.Word || sentence.Tokens[i].Word >= 0 || ++strangers > 1) return false;
        }

        return true;
    }
}
