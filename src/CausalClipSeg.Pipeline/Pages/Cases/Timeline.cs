using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>One thing that happened to a case, and how long after the one before.</summary>
public sealed record TimelineEntry(DateTimeOffset At, string What, string Detail, TimeSpan? After, CaseState? State);

/// <summary>The life of a case in the order of time: received, matched, segmented, stored, revised.</summary>
internal static class Timeline
{
    public static IReadOnlyList<TimelineEntry> Of(CaseView view)
    {
        var entries = new List<TimelineEntry>
        {
            new(view.Image.ReceivedAt, "Radiograph received", view.Image.Source, null, null),
            new(view.Report.ReceivedAt, $"Report received, version {view.Report.Version}", $"{view.Report.Status.ToString().ToLowerInvariant()}, {view.Report.Source}", null, null),
        };
        // What readers said stands below with the verdict; the history's lines on it are for the pages that follow.
        entries.AddRange(view.Events.Where(e => e.LabelId is null).Select(e => new TimelineEntry(e.At, What(e), e.Cause, null, e.To)));
        entries.AddRange(view.Labels.Select(l => new TimelineEntry(l.CreatedAt, $"Segment {l.SegmentNumber}: {Words.Verdict(l.Verdict).ToLowerInvariant()}", $"{(l.Standing.IsTakenBack ? "taken back" : l.Standing.IsReplaced ? "replaced by a later word" : "a label")}, by {l.Source}", null, null)));
        var ordered = entries.OrderBy(e => e.At).ToList();
        return [.. ordered.Select((entry, index) => index == 0 ? entry : entry with { After = entry.At - ordered[index - 1].At })];
    }

    private static string What(CaseEvent happened) => happened.To switch
    {
        CaseState.Ready => happened.From is null ? "Matched: image and report have met" : "Starts again",
        CaseState.Segmenting => "Segmentation begins",
        CaseState.Delivering => happened.From == CaseState.Segmenting ? "Segmented" : "Is delivered again",
        CaseState.Delivered => "Stored",
        CaseState.Negative => "Nothing to show",
        CaseState.OutsideModel => "Outside the model",
        CaseState.Superseded => "Replaced by a revision",
        _ => Words.Outcome(happened.To),
    };
}
