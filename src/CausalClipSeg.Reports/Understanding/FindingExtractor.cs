namespace CausalClipSeg.Reports.Understanding;

/// <summary>Reads a report's words as a radiologist means them: findings with assertion, side and zones, each with its reason.</summary>
public sealed class FindingExtractor
{
    public ExtractedReport Extract(string text) => throw new NotImplementedException();
}
