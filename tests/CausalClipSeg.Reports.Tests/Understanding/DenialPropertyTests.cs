using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Reports.Tests.Understanding;

public sealed class DenialPropertyTests
{
    [Fact]
    public void What_a_report_denies_is_never_read_as_there_and_what_it_states_always_is()
    {
        var extractor = new FindingExtractor();
        var random = new Random(20260105);
        for (var i = 0; i < 100_000; i++)
        {
            var (text, stated) = DenialReports.Compose(random);
            var there = extractor.Extract(text).Findings.Where(finding => finding.MayBeThere).Select(finding => finding.Finding).ToHashSet();
            if (!there.SetEquals(stated)) Assert.Fail($"Report {i} states {string.Join(", ", stated)}; read were {string.Join(", ", there)}: {text}");
        }
    }
}
