namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>A run of tokens that says one thing, and the section it stands in.</summary>
internal readonly record struct Sentence(int FirstToken, int TokenCount, ReportPart Part, string Section);
