using CausalClipSeg.Persistence;
using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>A finding as the extractor gives it -> as the database keeps it.</summary>
internal static class FindingRecords
{
    public static Finding From(ReportFinding finding, int ordinal) => new()
    {
        Ordinal = ordinal,
        FindingId = finding.Finding,
        Assertion = finding.Assertion.ToString().ToLowerInvariant(),
        Side = finding.Side.ToString().ToLowerInvariant(),
        Zones = string.Join(',', finding.Zones.Select(z => z.ToString().ToLowerInvariant())),
        Sentence = finding.Sentence,
        Code = finding.Code?.Value,
    };
}
