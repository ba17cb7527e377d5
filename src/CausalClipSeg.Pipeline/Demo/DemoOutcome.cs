using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Demo;

/// <summary>The end of a case as the records and the SEG file tell it.</summary>
internal sealed record DemoOutcome(
    string State, string Reason, string? ReferringText, IReadOnlyList<string> Findings, string? SegSopInstanceUid, string? SegPath, IReadOnlyList<byte[]> Masks)
{
    /// <summary>All segments of the SEG together; null without a SEG.</summary>
    public byte[]? Union => Masks.Count == 0 ? null : Masks.Aggregate((a, b) => [.. a.Zip(b, (x, y) => (byte)(x | y))]);

    public static async Task<DemoOutcome> ReadAsync(PipelineStore store, InstanceStore files, SegmentationCase done, CancellationToken cancellation)
    {
        var findings = await store.ReadAsync(db => db.Findings.Where(f => f.ReportVersionId == done.ReportVersionId).OrderBy(f => f.Ordinal).ToListAsync(cancellation), cancellation).ConfigureAwait(false);
        var path = done is { State: CaseState.Delivered, SegPath: { } relative } ? files.Full(relative) : null;
        return new DemoOutcome(
            done.State.ToString().ToLowerInvariant(),
            done.Reason ?? "",
            done.ReferringText,
            [.. findings.Select(f => $"{f.Assertion} {f.FindingId}{(f.Side == "none" ? "" : " " + f.Side)}{(f.Zones.Length == 0 ? "" : " " + f.Zones.Replace(',', ' '))}")],
            path is null ? null : done.SegSopInstanceUid,
            path,
            path is null ? [] : SegMasks.Read(path));
    }
}
