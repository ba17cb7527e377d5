namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>A heading where it stands: what it opens (nothing known where Part is null), and the token that its text begins with.</summary>
internal readonly record struct Heading(ReportPart? Part, string Section, int TextAt);
