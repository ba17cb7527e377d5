namespace CausalClipSeg.Reports.Understanding;

/// <summary>Finds sentences that assert and deny the same finding on the same side.</summary>
internal static class ContradictionFinder
{
    public static IReadOnlyList<ReportContradiction> Find(List<ReportFinding> findings)
    {
        var contradictions = new List<ReportContradiction>();
        foreach (var denied in findings.Where(f => f.Assertion == FindingAssertion.Absent && !f.Historical))
        {
            var asserting = findings.FirstOrDefault(f => f.Assertion == FindingAssertion.Present && f.Finding == denied.Finding && f.SentenceStart != denied.SentenceStart && Overlap(f, denied));
            if (asserting is not null) contradictions.Add(new(denied.Finding, denied.Side, asserting.Sentence, denied.Sentence));
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
