using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>A sentence with every known phrase marked; the rules walk over these marks and never over letters.</summary>
internal sealed class SentenceReading
{
    private const int LongestGap = 9;

    private readonly Token[] _tokens;
    private readonly int[] _cueStart;
    private readonly int[] _cueEnd;
    private readonly int[] _placeStart;
    private readonly int[] _placeEnd;

    private SentenceReading(Token[] tokens)
    {
        _tokens = tokens;
        _cueStart = new int[tokens.Length];
        _cueEnd = new int[tokens.Length];
        _placeStart = new int[tokens.Length];
        _placeEnd = new int[tokens.Length];
    }

    public ReadOnlySpan<Token> Tokens => _tokens;

    public int Count => _tokens.Length;

    public List<CueHit> Cues { get; } = [];

    public List<FindingHit> Findings { get; } = [];

    public List<PlaceHit> Places { get; } = [];

    public static SentenceReading Of(Token[] tokens, FindingLexicon lexicon)
    {
        var reading = new SentenceReading(tokens);
        reading.MarkFindings(lexicon.Findings);
        if (reading.Findings.Count == 0) return reading;
        reading.MarkCues(lexicon.Cues);
        reading.MarkPlaces(lexicon.Places);
        reading.DropBrokenPairs();
        return reading;
    }

    /// <summary>The cue that begins at a token.</summary>
    public CueHit? CueFrom(int token) => token >= 0 && token < Count && _cueStart[token] > 0 ? Cues[_cueStart[token] - 1] : null;

    /// <summary>The cue whose last word is a token.</summary>
    public CueHit? CueTo(int token) => token >= 0 && token < Count && _cueEnd[token] > 0 ? Cues[_cueEnd[token] - 1] : null;

    /// <summary>The place word that begins at a token.</summary>
    public PlaceHit? PlaceFrom(int token) => token >= 0 && token < Count && _placeStart[token] > 0 ? Places[_placeStart[token] - 1] : null;

    /// <summary>The place word that ends with a token.</summary>
    public PlaceHit? PlaceTo(int token) => token >= 0 && token < Count && _placeEnd[token] > 0 ? Places[_placeEnd[token] - 1] : null;

    /// <summary>True where words that name one projection of the study begin.</summary>
    public bool IsView(int token) => CueFrom(token) is { } cue && cue.Is(CueKind.View);

    public bool PlaceStartsBetween(int from, int to) => Places.Exists(place => place.Start >= from && place.Start <= to && place.Place.Kind is PlaceKind.Side or PlaceKind.Zone or PlaceKind.Whole);

    /// <summary>True where a finding's name begins at a token, or a word behind it.</summary>
    public bool FindingFollows(int token) => Findings.Exists(hit => hit.Start >= token && hit.Start - token <= 1);

    public TokenKind Kind(int token) => token >= 0 && token < Count ? _tokens[token].Kind : TokenKind.Period;

    private void MarkFindings(FindingPhrases phrases)
    {
        for (var i = 0; i < Count; i++)
        {
            if (phrases.Whole(_tokens, i, out var length) is { } term)
            {
                var named = term.IsRepeat ? Findings.LastOrDefault().Term : term;
                if (named is { Id.Length: > 0 }) Findings.Add(new(named, i, i + length, i + length));
                i += length - 1;
            }
            else if (phrases.First(_tokens, i, out var first) is { } half && Second(phrases, half, i + first) is var (end, paired) && paired is not null)
            {
                Findings.Add(new(paired, i, end, i + first));
                i += first - 1;
            }
        }
    }

    private (int End, FindingTerm? Term) Second(FindingPhrases phrases, PairHalf first, int from)
    {
        var limit = Math.Min(Count, from + LongestGap);
        // "Heart: enlarged." is one statement; a colon further on begins another.
        for (var i = Kind(from) == TokenKind.Colon ? from + 1 : from; i < limit && Kind(i) is not (TokenKind.Semicolon or TokenKind.Colon); i++)
            if (phrases.Second(_tokens, i, out var length) is { } second && first.With(second) is { } term) return (i + length, term);
        return (0, null);
    }

    private void MarkCues(PhraseTrie<Cue> cues)
    {
        for (var i = 0; i < Count; i++)
        {
            // General words say something only of a whole report; in a sentence they are words like others.
            if (cues.Longest(_tokens, i, out var length) is not { } cue || cue.Kind == CueKind.General) continue;
            Cues.Add(new(cue, i, i + length));
            _cueStart[i] = Cues.Count;
            _cueEnd[i + length - 1] = Cues.Count;
            i += length - 1;
        }
    }

    private void MarkPlaces(PhraseTrie<Place> places)
    {
        for (var i = 0; i < Count; i++)
        {
            if (places.Longest(_tokens, i, out var length) is not { } place) continue;
            // "rib" in "rib fracture" is part of the name, not a place beside it.
            if (Findings.Any(hit => !hit.IsPair && hit.Start <= i && hit.End > i)) continue;
            Places.Add(new(place, i, i + length));
            _placeStart[i] = Places.Count;
            _placeEnd[i + length - 1] = Places.Count;
            i += length - 1;
        }
    }

    // "The heart is normal, but the aorta is enlarged" names no large heart, and "hazy opacity at the left base" no haze beside the opacity.
    private void DropBrokenPairs() =>
        Findings.RemoveAll(hit => hit.IsPair && (Cues.Any(cue => cue.Start >= hit.FirstHalfEnd && cue.End < hit.End && cue.Is(CueKind.Stop)) || Findings.Exists(other => !other.IsPair && other.Start >= hit.FirstHalfEnd && other.End <= hit.End)));
}
