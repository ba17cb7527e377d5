using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Drift;

/// <summary>What readers said of one case: whether any of it was rejected, redrawn or on the wrong side, and how far their masks agree with ours (mean Dice; 0 for what is not there).</summary>
internal sealed record ReviewedCase(bool IsCorrected, double Dice)
{
    /// <summary>The cases that this model answered and readers have reviewed since then, in the order in which the first word on each arrived.</summary>
    public static async Task<List<Guid>> ListAsync(PipelineDbContext db, ModelRecord model, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellation)
    {
        // The key of a label counts up with its arrival.
        var reviewed = await InForce(db, model, since, now).OrderBy(l => l.Id).Select(l => l.CaseId).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. reviewed.OfType<Guid>().Distinct()];
    }

    /// <returns>In the order of <paramref name="cases"/>, without those whose words were taken back meanwhile.</returns>
    public static async Task<List<ReviewedCase>> ReadAsync(
        PipelineDbContext db, ModelRecord model, DateTimeOffset since, DateTimeOffset now, IReadOnlyList<Guid> cases, CancellationToken cancellation)
    {
        var labels = await InForce(db, model, since, now).Where(l => l.CaseId != null && cases.Contains(l.CaseId.Value)).ToListAsync(cancellation).ConfigureAwait(false);
        var segments = (await db.Segments.Where(s => cases.Contains(s.CaseId)).ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(s => s.CaseId);
        var byCase = labels.ToLookup(l => l.CaseId);
        return [.. cases.Where(id => byCase[id].Any()).Select(id => Of([.. byCase[id].Select(label => Of(label, Reviewed([.. segments[id]], label)))]))];
    }

    /// <summary>What counts: of this model's answers, neither taken back nor taken out, and not from a clock that is ahead.</summary>
    private static IQueryable<LabelRecord> InForce(PipelineDbContext db, ModelRecord model, DateTimeOffset since, DateTimeOffset now) => db.Labels.Where(
        l => l.CaseId != null && l.ResultWeightsSha256 == model.WeightsSha256 && l.SupersededById == null && l.ExcludedAt == null && l.CreatedAt >= since && l.CreatedAt <= now);

    /// <summary>A SEG from the PACS numbers its segments by itself.</summary>
    private static CaseSegment? Reviewed(List<CaseSegment> segments, LabelRecord label) =>
        segments.Find(s => s.Number == label.SegmentNumber && s.ReferringText == label.ReferringText) ?? segments.Find(s => s.ReferringText == label.ReferringText);

    private static ReviewedCase Of(LabelRecord label, CaseSegment? ours) => (label.Verdict, ours) switch
    {
        (LabelVerdict.Accepted, _) => new ReviewedCase(false, 1),
        (LabelVerdict.Rejected, { Pixels: 0 }) => new ReviewedCase(false, 1),
        (LabelVerdict.Drawn, { Pixels: > 0 }) when ours.Rows == label.Rows && ours.Columns == label.Columns => new ReviewedCase(true, MaskBlob.Dice(label.Mask, ours.Mask, label.Rows, label.Columns)),
        _ => new ReviewedCase(true, 0),
    };

    private static ReviewedCase Of(IReadOnlyList<ReviewedCase> segments) => new(segments.Any(s => s.IsCorrected), segments.Average(s => s.Dice));
}
