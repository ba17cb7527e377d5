using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>A segment of ours and the case it belongs to.</summary>
internal sealed record CorrectedSegment(SegmentationCase Case, CaseSegment Segment)
{
    /// <summary>
    /// Which of our segments a drawn one corrects: the one with its tracking UID, else the one of the newest case with its finding (by label or code), else the
    /// only one there is. Null: the drawing is new, and no sentence belongs to it.
    /// </summary>
    public static async Task<CorrectedSegment?> FindAsync(PipelineDbContext db, string sopInstanceUid, ReadSegment drawn, CancellationToken cancellation)
    {
        var ours = await db.Segments.Join(db.Cases.Where(c => c.SopInstanceUid == sopInstanceUid), s => s.CaseId, c => c.Id, (s, c) => new { s, c })
            .OrderByDescending(pair => pair.c.CreatedAt).ThenByDescending(pair => pair.c.Revision).ThenBy(pair => pair.s.Number)
            .ToListAsync(cancellation).ConfigureAwait(false);
        var newest = ours.Where(pair => pair.c.Id == ours[0].c.Id).ToList();
        var match = ours.Find(pair => pair.s.TrackingUid == drawn.Tracking?.Uid)
            ?? newest.Find(pair => pair.s.FindingId == drawn.Label || pair.s.Label == drawn.Label)
            ?? newest.Find(pair => drawn.Type is { } type && Codes.ForFinding(pair.s.FindingId) == type)
            ?? (newest.Count == 1 ? newest[0] : null);
        return match is null ? null : new CorrectedSegment(match.c, match.s);
    }
}
