namespace CausalClipSeg.Reports;

/// <summary>A part of a report that the sender named (by LOINC code, suffix or element), kept because an indication is not a finding.</summary>
public sealed record ReportSection(string Code, string Heading, string Text);
