namespace CausalClipSeg.Reports.Understanding;

/// <summary>Finds sentences that cannot both be true: one asserts what another denies on the same side, or findings and impression name different lungs.</summary>
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

        if (OtherLung(findings) is { } sides) contradictions.Add(sides);
        return contradictions;
    }

    // A denial without a place denies everywhere; one with a place only there.
    private static bool Overlap(ReportFinding asserted, ReportFinding denied)
    {
        var sides = denied.Side == FindingSide.None || denied.Side == FindingSide.Bilateral || asserted.Side == FindingSide.Bilateral || asserted.Side == denied.Side;
        return sides && (denied.Zones.Count == 0 || denied.Zones.Intersect(asserted.Zones).Any());
    }

    // FINDINGS: right consolidation. IMPRESSION: left pneumonia. Both are names of one shadow, and one of the sides is a slip.
    private static ReportContradiction? OtherLung(List<ReportFinding> findings)
    {
        var sided = findings.Where(f => f is { MayBeThere: true, Historical: false } && f.Side != FindingSide.None && IsAirspace(f.Finding)).ToList();
        var (before, after) = (sided.Where(f => f.Section != "impression").ToList(), sided.Where(f => f.Section == "impression").ToList());
        if (Only(before) is not { } found || Only(after) is not { } concluded || found == concluded) return null;
        return new(after[0].Finding, concluded, before[0].Sentence, after[0].Sentence) { IsOfSides = true };
    }

    private static FindingSide? Only(List<ReportFinding> findings) =>
        findings.Count > 0 && findings[0].Side != FindingSide.Bilateral && findings.TrueForAll(f => f.Side == findings[0].Side) ? findings[0].Side : null;

    private static bool IsAirspace(string finding) => finding is "airspace-opacity" or "airspace-disease" or "consolidation" or "infiltrate" or "pneumonia" or "ground-glass-opacity";
}
