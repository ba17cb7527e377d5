namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>A place word: what kind it is and what it says of side and zones.</summary>
internal sealed record Place(PlaceKind Kind, FindingSide Side, ZoneSet Zones, string Phrase)
{
    /// <summary>True for a word that needs a noun behind it, such as left, lower or apical; base and apex need none.</summary>
    public bool IsDescribing => Kind == PlaceKind.Side || (Kind == PlaceKind.Zone && (Phrase.EndsWith("al", StringComparison.Ordinal) || Phrase.EndsWith("ar", StringComparison.Ordinal) || Phrase.EndsWith("er", StringComparison.Ordinal)));
}
