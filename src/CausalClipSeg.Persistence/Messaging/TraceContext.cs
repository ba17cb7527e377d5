using System.Diagnostics;

namespace CausalClipSeg.Persistence;

/// <summary>
/// The trace of the work in progress as text (W3C Trace Context, "traceparent"), for rows that outlive it: whoever takes such a row up goes on in its trace, or
/// links to it.
/// </summary>
public static class TraceContext
{
    /// <returns>Null where nothing is traced.</returns>
    public static string? Capture() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null;

    /// <returns>The default context, which is no parent, where the text is none.</returns>
    public static ActivityContext Parse(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : default;

    /// <summary>Names another trace that led to the work in progress; its own trace is not linked.</summary>
    public static void Link(string? traceParent)
    {
        if (Activity.Current is { } current && Parse(traceParent) is var other && other != default && other.TraceId != current.TraceId)
            current.AddLink(new ActivityLink(other));
    }
}
