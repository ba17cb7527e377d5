namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>What a section's sentences are worth: only what was seen is a finding.</summary>
internal enum ReportPart
{
    /// <summary>Findings, impression, or a report without headings.</summary>
    Seen,

    /// <summary>Indication, history, technique, comparison, recommendation: asked, known or done, not seen.</summary>
    NotSeen,
}
