using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>Everything that a SEG is made of: the case, its segments that hold pixels, the source image and the report version.</summary>
public sealed record CaseResult(SegmentationCase Case, IReadOnlyList<CaseSegment> Segments, SourceImage Image, ReportVersion Report)
{
    public static async Task<CaseResult> LoadAsync(PipelineDbContext db, Guid caseId, CancellationToken cancellation)
    {
        var found = await db.Cases.AsNoTracking().Where(c => c.Id == caseId)
            .Join(db.SourceImages, c => c.SopInstanceUid, i => i.SopInstanceUid, (c, i) => new { Case = c, Image = i })
            .Join(db.ReportVersions, both => both.Case.ReportVersionId, v => v.Id, (both, v) => new { both.Case, both.Image, Report = v })
            .SingleAsync(cancellation).ConfigureAwait(false);
        var segments = await db.Segments.AsNoTracking().Where(s => s.CaseId == caseId && s.Pixels > 0).OrderBy(s => s.Number)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return new CaseResult(found.Case, segments, found.Image, found.Report);
    }
}
