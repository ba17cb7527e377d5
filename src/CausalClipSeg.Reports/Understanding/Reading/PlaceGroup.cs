using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>One side with its zones, as one stretch of words gives them.</summary>
internal readonly record struct PlaceGroup(FindingSide Side, ZoneSet Zones, int Start, int End);
