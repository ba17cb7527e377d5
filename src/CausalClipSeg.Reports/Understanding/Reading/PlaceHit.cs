using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>A place word where it stands in a sentence.</summary>
internal readonly record struct PlaceHit(Place Place, int Start, int End)
{
    public PlaceKind Kind => Place.Kind;
}
