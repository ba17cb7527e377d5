using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Labels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// Which case is next, and who has which one open, so that two readers who ask get two, whatever process each of them asks. A claim holds for some minutes and forbids
/// nothing: whoever opens the same case all the same is told, and both words stand.
/// </summary>
internal sealed class ReviewQueue(PipelineStore store, IOptions<LabelOptions> labelling, TimeProvider clock)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private const string Subject = "review queue";

    /// <summary>
    /// The newest stored case before this one with a segment of which nobody has said anything, else the newest of all; first those that no other reader has open. It is
    /// the reader's from now on.
    /// </summary>
    public Task<Guid?> GiveOutAsync(Guid? after, string reader, CancellationToken cancellation) => store.InTransactionAsync(async db =>
    {
        // One at a time, so that nobody takes what somebody else is just being given.
        await SubjectLock.TakeAsync(db, Subject, cancellation).ConfigureAwait(false);
        var next = await NextAsync(db, after, Of(reader), cancellation).ConfigureAwait(false);
        if (next is { } id)
            await ClaimAsync(db, id, Of(reader), cancellation).ConfigureAwait(false);
        return next;
    }, cancellation);

    /// <summary>What would be given out; nobody's by that.</summary>
    public Task<Guid?> NextAsync(Guid? after, string reader, CancellationToken cancellation) => store.ReadAsync(db => NextAsync(db, after, Of(reader), cancellation), cancellation);

    /// <summary>The reader has the case open, where nobody else has. A claim that is fresh is left as it is, so that looking at a case again writes nothing.</summary>
    /// <returns>Whether another reader has.</returns>
    public async Task<bool> OpenAsync(Guid caseId, string reader, CancellationToken cancellation)
    {
        var me = Of(reader);
        var held = await HeldAsync(caseId, cancellation).ConfigureAwait(false);
        if (held is null || (held.Reader == me && held.Until < clock.GetUtcNow() + (Length / 2)))
            held = await store.InTransactionAsync(db => ClaimAsync(db, caseId, me, cancellation), cancellation).ConfigureAwait(false);
        return held.Reader != me;
    }

    public async Task<bool> IsWithAnotherAsync(Guid caseId, string reader, CancellationToken cancellation) =>
        await HeldAsync(caseId, cancellation).ConfigureAwait(false) is { } held && held.Reader != Of(reader);

    private Task<ReviewClaim?> HeldAsync(Guid caseId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return store.ReadAsync(db => db.ReviewClaims.SingleOrDefaultAsync(c => c.CaseId == caseId && c.Until > now, cancellation), cancellation);
    }

    /// <summary>Whoever opens the same case at the same moment inserts the same key, and finds this claim when the transaction is tried again.</summary>
    private async Task<ReviewClaim> ClaimAsync(PipelineDbContext db, Guid caseId, string reader, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await db.ReviewClaims.Where(c => c.Until <= now).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        var held = await db.ReviewClaims.SingleOrDefaultAsync(c => c.CaseId == caseId, cancellation).ConfigureAwait(false);
        if (held is null)
            db.ReviewClaims.Add(held = new ReviewClaim { CaseId = caseId, Reader = reader, Until = now + Length });
        else if (held.Reader == reader)
            held.Until = now + Length;
        return held;
    }

    private async Task<Guid?> NextAsync(PipelineDbContext db, Guid? after, string reader, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var open = ReviewStandings.Of(db, db.Cases, ReviewFilter.Open);
        var free = open.Where(c => !db.ReviewClaims.Any(claim => claim.CaseId == c.Id && claim.Reader != reader && claim.Until > now));
        return await NewestAsync(free, after, cancellation).ConfigureAwait(false) ?? await NewestAsync(open, after, cancellation).ConfigureAwait(false);
    }

    private static async Task<Guid?> NewestAsync(IQueryable<SegmentationCase> cases, Guid? after, CancellationToken cancellation)
    {
        if (after is not { } last)
            return await NewestAsync(cases, cancellation).ConfigureAwait(false);
        return await NewestAsync(cases.Where(c => c.Id < last), cancellation).ConfigureAwait(false) ?? await NewestAsync(cases.Where(c => c.Id > last), cancellation).ConfigureAwait(false);
    }

    private static Task<Guid?> NewestAsync(IQueryable<SegmentationCase> cases, CancellationToken cancellation) =>
        cases.OrderByDescending(c => c.Id).Select(c => (Guid?)c.Id).FirstOrDefaultAsync(cancellation);

    private string Of(string reader) => LabelOrigin.Pseudonym(reader, labelling.Value) ?? "";
}
