using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Pipeline.Tests.Synthetic;

public sealed class SyntheticReportReadingTests
{
    private static readonly string[] AirspaceFindings = ["airspace-opacity", "consolidation", "ground-glass-opacity", "infiltrate", "airspace-disease"];

    [Fact]
    public void The_extractor_reads_exactly_the_sides_and_zones_that_were_drawn()
    {
        var extractor = new FindingExtractor();
        for (var index = 0; index < 320; index++)
        {
            var spec = new SyntheticCase(7000 + index, 64, 64) { RightZones = (LungZones)(index & 7), LeftZones = (LungZones)((index >> 3) & 7) };
            var text = SyntheticReport.Of(spec).Text;
            ReportFinding[] stated =
            [
                .. extractor.Extract(text).Findings.Where(finding => finding.MayBeThere && !finding.Historical && AirspaceFindings.Contains(finding.Finding)),
            ];
            (Zones(stated, FindingSide.Right), Zones(stated, FindingSide.Left)).ShouldBe((spec.RightZones, spec.LeftZones), text);
        }
    }

    /// <summary>A finding of a whole lung may name no zone.</summary>
    private static LungZones Zones(ReportFinding[] findings, FindingSide side) => findings
        .Where(finding => finding.Side == side || finding.Side == FindingSide.Bilateral)
        .Aggregate(LungZones.None, (sum, finding) => finding.Zones.Count == 0 ? LungZones.All : finding.Zones.Aggregate(sum, (zones, zone) => zones | zone switch
        {
            LungZone.Upper => LungZones.Upper,
            LungZone.Middle => LungZones.Middle,
            _ => LungZones.Lower,
        }));
}
