using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Matching;

/// <summary>What the ladder found for a report.</summary>
/// <param name="Images">Every radiograph that the report speaks of; none while it waits, or where a person has to decide.</param>
/// <param name="Reason">The rung that matched, or what the report waits for, in words.</param>
/// <param name="NeedsPerson">True where there are studies and the right one cannot be told: nothing is guessed.</param>
public sealed record ReportMatch(IReadOnlyList<SourceImage> Images, string Reason, bool NeedsPerson = false);

/// <summary>A report that speaks of an image, or needs a person to say whether it does.</summary>
public sealed record MatchedReport(ReportVersion Report, ReportMatch Match);
