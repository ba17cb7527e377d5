namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>A place word: what kind it is and what it says of side and zones.</summary>
internal sealed record Place(PlaceKind Kind, FindingSide Side, ZoneSet Zones, string Phrase);
