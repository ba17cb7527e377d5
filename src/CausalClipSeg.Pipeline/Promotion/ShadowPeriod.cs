using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Promotion;

/// <summary>A model's time in the champion's shadow: since when, on how many live cases, and how far the two agreed (mean Dice).</summary>
internal sealed record ShadowPeriod(DateTimeOffset? Since, int Cases, double Agreement)
{
    public static async Task<ShadowPeriod> OfAsync(PipelineDbContext db, ModelRecord model, CancellationToken cancellation)
    {
        var results = db.ShadowResults.Where(r => r.ModelId == model.Id && r.At >= model.ShadowSince);
        return new ShadowPeriod(
            model.ShadowSince, await results.Select(r => r.CaseId).Distinct().CountAsync(cancellation).ConfigureAwait(false),
            await results.AverageAsync(r => (double?)r.Agreement, cancellation).ConfigureAwait(false) ?? 0);
    }

    /// <summary>Whether it was this champion with whom it agreed, all the time.</summary>
    public bool IsUnder(ModelRecord? champion) => Since is { } since && champion?.PromotedAt is { } promoted && since >= promoted;
}
