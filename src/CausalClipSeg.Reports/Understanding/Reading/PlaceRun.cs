namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>An unbroken stretch of place words, "in the right upper and lower zones and the left base", and what it is to the findings.</summary>
internal sealed record PlaceRun(List<PlaceGroup> Groups, int Start, int End, PlaceStanding Standing);
