using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// The case that a message was to move on when it was given up. No other message comes for it, so it ends as failed with the reason, where a person sees it and can
/// retry it; otherwise it would say for ever that it is being worked on.
/// </summary>
internal static class StrandedCase
{
    private static readonly CaseState[] BeforeMasks = [CaseState.Ready, CaseState.Segmenting];
    private static readonly CaseState[] WithMasks = [CaseState.Delivering];

    /// <returns>False where the message is about no case, or its case has gone on.</returns>
    public static async Task<bool> FailAsync(PipelineDbContext db, DeadLetter letter, DateTimeOffset now, CancellationToken cancellation)
    {
        if (MessageQueues.ContractOf(letter.Queue) is not { } contract)
            return false;
        var (caseId, states) = MessageBody.Read(letter.Body, MessageQueues.Contracts[contract], out _) switch
        {
            SegmentationRequested requested => (requested.CaseId, BeforeMasks),
            SegmentationCreated created => (created.CaseId, WithMasks),
            CommitmentWanted wanted => (await CaseOfAsync(db, wanted.TransactionUid, cancellation).ConfigureAwait(false), WithMasks),
            CommitmentDue due => (await CaseOfAsync(db, due.TransactionUid, cancellation).ConfigureAwait(false), WithMasks),
            _ => ((Guid?)null, (CaseState[])[]),
        };
        if (caseId is null || await db.Cases.SingleOrDefaultAsync(c => c.Id == caseId, cancellation).ConfigureAwait(false) is not { } stranded || !states.Contains(stranded.State))
            return false;
        stranded.MoveTo(CaseState.Failed, letter.Reason, now);
        return true;
    }

    private static Task<Guid?> CaseOfAsync(PipelineDbContext db, string transactionUid, CancellationToken cancellation) =>
        db.StorageCommitments.Where(c => c.TransactionUid == transactionUid).Select(c => (Guid?)c.CaseId).SingleOrDefaultAsync(cancellation);
}
