using System.Globalization;
using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>Goes along the chain and names the first row that does not fit.</summary>
public sealed class AuditChain(PipelineStore store)
{
    private const int Batch = 1000;

    /// <param name="from">Where an earlier check ended; the beginning where null.</param>
    /// <param name="most">After so many rows (in whole batches of 1000) it ends where it is.</param>
    public async Task<AuditCheck> CheckAsync(AuditCheck? from, CancellationToken cancellation, long most = long.MaxValue)
    {
        var checkedSoFar = from ?? AuditCheck.Beginning;
        for (long seen = 0; checkedSoFar.Problem is null && seen < most; seen += Batch)
        {
            var last = checkedSoFar.Last;
            var rows = await store.ReadAsync(
                db => db.AuditRecords.Where(a => a.Sequence > last).OrderBy(a => a.Sequence).Take(Batch).ToListAsync(cancellation), cancellation).ConfigureAwait(false);
            if (rows.Count == 0)
                return await WithEndAsync(checkedSoFar, cancellation).ConfigureAwait(false);
            foreach (var row in rows)
                if ((checkedSoFar = Follow(checkedSoFar, row)).Problem is not null)
                    break;
        }
        return checkedSoFar;
    }

    /// <summary>The newest row, as the place where a check of what is added later begins; its own hash is checked.</summary>
    public async Task<AuditCheck> NewestAsync(CancellationToken cancellation)
    {
        var newest = await store.ReadAsync(db => db.AuditRecords.OrderByDescending(a => a.Sequence).FirstOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        return newest is null ? AuditCheck.Beginning : Follow(new AuditCheck(newest.Sequence - 1, newest.PreviousHash, null), newest);
    }

    private static AuditCheck Follow(AuditCheck before, AuditRecord row)
    {
        var problem = row.Sequence != before.Last + 1 ? Say($"Row {before.Last + 1} is missing: {before.Last} is followed by {row.Sequence}.")
            : row.PreviousHash != before.Hash ? Say($"Row {row.Sequence} ({row.At:u}, {row.Event}) does not follow row {before.Last}: one of the two was replaced.")
            : row.Hash != row.ComputeHash() ? Say($"Row {row.Sequence} ({row.At:u}, {row.Event}) was changed after it was written: its hash is not that of its content.")
            : null;
        return problem is null ? new AuditCheck(row.Sequence, row.Hash, null) : before with { Problem = problem };
    }

    /// <summary>Rows taken off the end leave a chain that fits; what a repository has been sent tells.</summary>
    private async Task<AuditCheck> WithEndAsync(AuditCheck check, CancellationToken cancellation)
    {
        var sent = await store.ReadAsync(db => db.AuditCursors.OrderByDescending(c => c.Sent).FirstOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        return sent is not null && sent.Sent > check.Last
            ? check with { Problem = Say($"Row {check.Last + 1} is missing: {sent.Repository} was sent the rows up to {sent.Sent}, and {check.Last} is the last one here.") }
            : check;
    }

    private static string Say(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How far the chain holds.</summary>
/// <param name="Last">Sequence of the last row that fits.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Problem">What is wrong with the row after it; null where there is none.</param>
public sealed record AuditCheck(long Last, string Hash, string? Problem)
{
    public static AuditCheck Beginning { get; } = new(0, AuditRecord.NoHash, null);
}
