namespace CausalClipSeg.Reports.Understanding;

/// <summary>Finds sentences that assert and deny the same finding on the same side.</summary>
internal static class ContradictionFinder
{
    // A report that asserts one finding more often is no prose; the bound keeps the search linear.
    private const int MostAssertions = 40;

    public static IReadOnlyList<ReportContradiction> Find(List<ReportFinding> findings)
    {
        var asserted = findings.Where(f => f.Assertion == FindingAssertion.Present).GroupBy(f => f.Finding).ToDictionary(group => group.Key, group => group.Take(MostAssertions).ToList());
        var contradictions = new List<ReportContradiction>();
        foreach (var denied in findings)
        {
            if (denied.Assertion != FindingAssertion.Absent || denied.Historical || !asserted.TryGetValue(denied.Finding, out var candidates)) continue;
            if (candidates.Find(f => f.SentenceStart != denied.SentenceStart && Overlap(f, denied)) is { } asserting)
                contradictions.Add(new(denied.Finding, denied.Side, asserting.Sentence, denied.Sentence));
        }

        return contradictions;
    }

    // A denial without a place denies everywhere; one with a place only there.
    private static bool Overlap(ReportFinding asserted, ReportFinding denied)
    {
        var sides = denied.Side == FindingSide.None || denied.Side == FindingSide.Bilateral || asserted.Side == FindingSide.Bilateral || asserted.Side == denied.Side;
        return sides && (denied.Zones.Count == 0 || denied.Zones.Intersect(asserted.Zones).Any());
    }
}
