using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Persistence;

/// <summary>The change of the promoted model: the old one retires and the new one takes over in one transaction.</summary>
public static class Champion
{
    public static Task<ModelRecord?> FindAsync(PipelineDbContext db, CancellationToken cancellationToken) =>
        db.Models.SingleOrDefaultAsync(m => m.State == ModelState.Champion, cancellationToken);

    /// <summary>Call inside a transaction. Promotes a candidate, or a retired model again (a rollback).</summary>
    public static async Task PromoteAsync(PipelineDbContext db, ModelRecord model, DateTimeOffset now, CancellationToken cancellationToken, string? cause = null)
    {
        if (await FindAsync(db, cancellationToken) is { } reigning && reigning.Id != model.Id)
        {
            reigning.Retire();
            // Saved first: the unique index allows no moment with two champions.
            await db.SaveChangesAsync(cancellationToken);
        }
        model.Promote(now, cause);
        await db.SaveChangesAsync(cancellationToken);
    }
}
