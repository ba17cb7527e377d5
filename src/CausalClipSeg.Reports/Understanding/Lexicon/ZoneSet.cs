namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>Zones as a set that can be added up while reading.</summary>
[Flags]
internal enum ZoneSet
{
    None = 0,
    Upper = 1,
    Middle = 2,
    Lower = 4,
    All = Upper | Middle | Lower,
}
