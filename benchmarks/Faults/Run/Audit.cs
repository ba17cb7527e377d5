using System.Diagnostics;
using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>What became of a set of cases, by the database and by the PACS itself.</summary>
/// <param name="Lost">Cases that were accepted and have no result, in the database or in the PACS.</param>
/// <param name="Duplicates">SEGs in the PACS and cases in the database beyond the one that there should be.</param>
/// <param name="Stuck">Cases and messages that still move after the limit.</param>
internal sealed record Audit(int Lost, int Duplicates, int Stuck)
{
    public bool IsClean => this is { Lost: 0, Duplicates: 0, Stuck: 0 };

    /// <summary>Waits until every case is at rest and nothing is on its way, then counts; how long that took is the recovery.</summary>
    public static async Task<(Audit Result, TimeSpan Took)> TakeAsync(FaultWorld world, IReadOnlyList<FaultCase> cases, TimeSpan within)
    {
        var watch = Stopwatch.StartNew();
        while (await StuckAsync(world, cases) > 0 && watch.Elapsed < within)
            await Task.Delay(100);
        var took = watch.Elapsed;
        var (lost, duplicates) = (0, 0);
        foreach (var sent in cases)
        {
            var records = await world.Store.ReadAsync(db => db.Cases.Where(c => c.SopInstanceUid == sent.Study.SopInstanceUid).ToListAsync(), CancellationToken.None);
            var segs = await world.Orthanc.Find(("StudyInstanceUID", sent.Study.StudyInstanceUid), ("Modality", "SEG"));
            var wanted = records.Any(c => c.State == CaseState.Delivered) ? 1 : 0;
            lost += records.Exists(c => c.State is CaseState.Delivered or CaseState.Negative) && segs.Count >= wanted ? 0 : 1;
            duplicates += Math.Max(0, records.Count - 1) + Math.Max(0, segs.Count - wanted);
        }
        return (new Audit(lost, duplicates, await StuckAsync(world, cases)), took);
    }

    private static Task<int> StuckAsync(FaultWorld world, IReadOnlyList<FaultCase> cases)
    {
        var images = cases.Select(c => c.Study.SopInstanceUid).ToList();
        return world.Store.ReadAsync(async db =>
        {
            var rested = await db.Cases.CountAsync(c => images.Contains(c.SopInstanceUid) && !CaseTransitions.Moving.Contains(c.State));
            return images.Count - Math.Min(rested, images.Count) + await db.OutboxMessages.CountAsync(m => m.DispatchedAt == null);
        }, CancellationToken.None);
    }
}
