using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>Everything that a SEG is made of: the case, its segments that hold pixels, the source image and the report version.</summary>
public sealed record CaseResult(SegmentationCase Case, IReadOnlyList<CaseSegment> Segments, SourceImage Image, ReportVersion Report)
{
    public static async Task<CaseResult> LoadAsync(PipelineDbContext db, Guid caseId, CancellationToken cancellation)
    {
        var found = await db.Cases.AsNoTracking().SingleAsync(c => c.Id == caseId, cancellation).ConfigureAwait(false);
        var segments = await db.Segments.AsNoTracking().Where(s => s.CaseId == caseId && s.Pixels > 0).OrderBy(s => s.Number)
            .ToListAsync(cancellation).ConfigureAwait(false);
        var image = await db.SourceImages.AsNoTracking().SingleAsync(i => i.SopInstanceUid == found.SopInstanceUid, cancellation).ConfigureAwait(false);
        var report = await db.ReportVersions.AsNoTracking().SingleAsync(v => v.Id == found.ReportVersionId, cancellation).ConfigureAwait(false);
        return new CaseResult(found, segments, image, report);
    }
}
