using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>
/// Storage commitment for our SEGs (PS3.4 annex J): a stored SEG closes its case only when the archive answers for it. Everything that is waited for is on
/// record, so that a report may come hours later, to another process, after a restart.
/// </summary>
public sealed class Commitments(PipelineStore store, ExactlyOnce once, Archive archive, CommitmentDoor door, IOptions<PacsOptions> options, TimeProvider clock)
{
    /// <summary>After so many askings that the archive answered with a failure, a person has to look.</summary>
    private const int Askings = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    public bool IsWanted => options.Value.StorageCommitment && archive.Node is not null;

    /// <summary>The SEG was stored in this transaction: a new commitment transaction begins.</summary>
    public void Begin(PipelineDbContext db, SegmentationCase current, string destination, DateTimeOffset now)
    {
        var row = new StorageCommitment
        {
            TransactionUid = DicomUID.Generate().UID,
            CaseId = current.Id,
            SopInstanceUid = current.SegSopInstanceUid ?? "",
            Destination = destination,
            RequestedAt = now,
        };
        db.StorageCommitments.Add(row);
        db.Enqueue(new CommitmentWanted(row.TransactionUid), current.Id.ToString(), now);
    }

    /// <summary>Asks the archive. A report on the same association is taken at once; else the archive has until Pacs:CommitmentMinutes.</summary>
    public async Task AskAsync(CommitmentWanted message, MessageIdentity identity, CancellationToken cancellation)
    {
        var row = await store.ReadAsync(db => db.StorageCommitments.SingleOrDefaultAsync(c => c.TransactionUid == message.TransactionUid, cancellation), cancellation).ConfigureAwait(false);
        if (row is null or { ReportedAt: not null } || archive.Node is not { } node)
        {
            await once.RunAsync(identity, db => NobodyToAskAsync(db, row, cancellation), cancellation).ConfigureAwait(false);
            return;
        }
        var failure = await CommitmentScu.RequestAsync(node, row.TransactionUid, [new InstanceReference(DicomUID.SegmentationStorage.UID, row.SopInstanceUid)],
            report => door.ReportedAsync(report, cancellation), Linger, cancellation).ConfigureAwait(false);
        await once.RunAsync(identity, db => AskedAsync(db, row, failure, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>The report is there, or its time is over: the case moves on.</summary>
    public Task SettleAsync(CommitmentDue message, MessageIdentity identity, CancellationToken cancellation) => once.RunAsync(identity, async db =>
    {
        var row = await db.StorageCommitments.SingleOrDefaultAsync(c => c.TransactionUid == message.TransactionUid, cancellation).ConfigureAwait(false);
        var current = row is null ? null : await db.Cases.SingleOrDefaultAsync(c => c.Id == row.CaseId, cancellation).ConfigureAwait(false);
        if (row is null || current is not { State: CaseState.Delivering } || current.SegSopInstanceUid != row.SopInstanceUid)
            return;
        var askings = await db.StorageCommitments.CountAsync(c => c.CaseId == row.CaseId, cancellation).ConfigureAwait(false);
        if (row.IsCommitted)
            await DeliveredAsync(db, current, $"Stored at {row.Destination}, which answers for it (storage commitment).", cancellation).ConfigureAwait(false);
        else if (row.ReportedAt is null)
            current.MoveTo(CaseState.Parked, $"{row.Destination} has stored the SEG and did not report storage commitment within {options.Value.CommitmentMinutes} minutes. "
                + "See that it can reach Intake:DicomPort under our AE title, then retry the case; or set Pacs:StorageCommitment=false.", clock.GetUtcNow());
        else if (askings < Askings)
            db.Enqueue(new SegmentationCreated(current.Id), current.Id.ToString(), clock.GetUtcNow(), notBefore: clock.GetUtcNow() + Pause);
        else
            current.MoveTo(CaseState.Parked, $"{row.Destination} stored the SEG {askings} times and does not answer for it ({row.Reason ?? "it does not name it"}); ask its administrator.", clock.GetUtcNow());
    }, cancellation);

    /// <summary>The archive has answered already, or has been taken out of the configuration since it stored the SEG: that it did stands.</summary>
    private async Task NobodyToAskAsync(PipelineDbContext db, StorageCommitment? row, CancellationToken cancellation)
    {
        if (row is { ReportedAt: null } && await db.Cases.SingleOrDefaultAsync(c => c.Id == row.CaseId, cancellation).ConfigureAwait(false) is { State: CaseState.Delivering } current)
            await DeliveredAsync(db, current, $"Stored at {row.Destination}, which is not configured for storage commitment any more.", cancellation).ConfigureAwait(false);
    }

    private async Task AskedAsync(PipelineDbContext db, StorageCommitment row, PeerFailure? failure, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (failure is null)
            db.Enqueue(new CommitmentDue(row.TransactionUid), row.CaseId.ToString(), now, notBefore: row.RequestedAt + TimeSpan.FromMinutes(options.Value.CommitmentMinutes));
        else if (!failure.IsPermanent)
            db.Enqueue(new CommitmentWanted(row.TransactionUid), row.CaseId.ToString(), now, notBefore: now + Pause);
        else if (await db.Cases.SingleOrDefaultAsync(c => c.Id == row.CaseId, cancellation).ConfigureAwait(false) is { State: CaseState.Delivering } current)
            await DeliveredAsync(db, current, $"Stored at {row.Destination}; it offers no storage commitment: {failure.Message}", cancellation).ConfigureAwait(false);
    }

    private async Task DeliveredAsync(PipelineDbContext db, SegmentationCase current, string reason, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var image = await db.SourceImages.SingleAsync(i => i.SopInstanceUid == current.SopInstanceUid, cancellation).ConfigureAwait(false);
        current.MoveTo(CaseState.Delivered, reason, now);
        db.Enqueue(new SegmentationStored(current.Id, image.StudyInstanceUid, image.SopInstanceUid, current.SegSopInstanceUid ?? "", current.ModelVersion ?? ""), current.Id.ToString(), now);
    }
}
