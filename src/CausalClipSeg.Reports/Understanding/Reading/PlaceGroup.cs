using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>One side with its zones, as one stretch of words gives them; inferred where only a plural says both.</summary>
internal readonly record struct PlaceGroup(FindingSide Side, ZoneSet Zones, bool IsInferred, int Start, int End);
