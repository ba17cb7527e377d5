using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>Why a person has to look at a report before it is drawn or called negative. Says nothing of the report's own words, as everybody reads a case's reason.</summary>
public static class ReportCaveat
{
    /// <summary>The reason, or null where the report may be taken as it was read. Sentences that only assert and deny do not count: "no other opacity" beside an opacity is everyday prose.</summary>
    public static string? Of(ExtractedReport report)
    {
        if (report.IsSilent)
            return "Nothing in the report was understood: no finding and no word that all is well. Read it, and drop this case where nothing is to be shown.";
        return report.Contradictions.Any(c => c.IsOfSides)
            ? "Findings and impression of the report name different lungs. Retry segments both as they stand; a corrected report replaces them."
            : null;
    }
}
