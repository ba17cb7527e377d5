using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Persistence;

/// <summary>The change of the promoted model: the old one retires and the new one takes over in one transaction.</summary>
public static class Champion
{
    public static Task<ModelRecord?> FindAsync(PipelineDbContext db, CancellationToken cancellationToken) =>
        db.Models.SingleOrDefaultAsync(m => m.State == ModelState.Champion, cancellationToken);

    /// <summary>Call inside a transaction. Promotes a candidate, or a retired model again; each change ends a reign and begins one.</summary>
    /// <param name="rollsBack">The model in charge turned out to be worse: no rollback shall lead to it.</param>
    public static async Task PromoteAsync(
        PipelineDbContext db, ModelRecord model, DateTimeOffset now, CancellationToken cancellationToken, string? cause = null, bool rollsBack = false)
    {
        foreach (var reign in await db.Reigns.Where(r => r.EndedAt == null).ToListAsync(cancellationToken))
            reign.End(now, rollsBack);
        db.Reigns.Add(new Reign { ModelId = model.Id, BeganAt = now, Cause = cause });
        if (await FindAsync(db, cancellationToken) is { } reigning && reigning.Id != model.Id)
        {
            reigning.Retire();
            // Saved first: the unique index allows no moment with two champions.
            await db.SaveChangesAsync(cancellationToken);
        }
        model.Promote(now, cause);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Whether the model in charge is there because somebody rolled back to it.</summary>
    public static Task<bool> IsBackAsync(PipelineDbContext db, CancellationToken cancellationToken) =>
        db.Reigns.Where(r => r.EndedAt == null).AnyAsync(lasting => db.Reigns.Any(r => r.RolledBackFrom && r.EndedAt == lasting.BeganAt), cancellationToken);

    /// <summary>
    /// The candidates that the gate has let pass against the model in charge, while that is there by a rollback: nothing but somebody's word puts one of them in charge. The longest
    /// waiting first.
    /// </summary>
    public static Task<List<HeldCandidate>> HeldAsync(PipelineDbContext db, CancellationToken cancellationToken) =>
        (from judged in db.ModelEvaluations.Where(e => e.Passed == true)
         join candidate in db.Models.Where(m => m.State == ModelState.Candidate && m.PurgedAt == null) on judged.CandidateId equals candidate.Id
         join reigning in db.Models.Where(m => m.State == ModelState.Champion) on judged.ChampionId equals reigning.Id
         where !db.ModelEvaluations.Any(e => e.CandidateId == judged.CandidateId && e.ChampionId == judged.ChampionId && e.Passed != null && e.RequestedAt > judged.RequestedAt)
             && db.Reigns.Any(lasting => lasting.EndedAt == null && db.Reigns.Any(r => r.RolledBackFrom && r.EndedAt == lasting.BeganAt))
         orderby judged.RequestedAt
         select new HeldCandidate(candidate.Id, candidate.Name, candidate.Version, judged.FinishedAt ?? judged.RequestedAt)).ToListAsync(cancellationToken);

    /// <summary>Whether somebody ever rolled back from the model.</summary>
    public static Task<bool> WasLeftAsync(PipelineDbContext db, Guid modelId, CancellationToken cancellationToken) =>
        db.Reigns.AnyAsync(r => r.ModelId == modelId && r.RolledBackFrom, cancellationToken);

    /// <summary>The last champion before this one that is still here and that nobody ever rolled back from; null where there is none.</summary>
    public static async Task<ModelRecord?> EarlierAsync(PipelineDbContext db, CancellationToken cancellationToken)
    {
        var reigning = await FindAsync(db, cancellationToken);
        var reigns = await db.Reigns.Where(r => r.EndedAt != null).OrderByDescending(r => r.BeganAt).ToListAsync(cancellationToken);
        var left = reigns.Where(r => r.RolledBackFrom).Select(r => r.ModelId).ToHashSet();
        var way = reigns.Select(r => r.ModelId).Where(id => id != reigning?.Id && !left.Contains(id)).Distinct().ToList();
        var here = await db.Models.Where(m => way.Contains(m.Id) && m.PurgedAt == null).ToListAsync(cancellationToken);
        return here.MinBy(m => way.IndexOf(m.Id));
    }
}

/// <summary>A candidate that waits for somebody's word, and since when.</summary>
public sealed record HeldCandidate(Guid ModelId, string Name, string Version, DateTimeOffset Since);
