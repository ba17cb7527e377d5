using System.Data.Common;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// Storage commitment at the door (PS3.4 annex J). Asked by a sender, we answer for what is committed here; told by an archive, the case of the SEG moves on.
/// </summary>
public sealed class CommitmentDoor(PipelineStore store, ExactlyOnce once, ReceivedObjects received, IOptions<DicomDoorOptions> options, IOptions<IntakeOptions> intake, SiteCertificates certificates,
    TimeProvider clock)
{
    public async Task<CommitmentAnswer> AskedAsync(CommitmentRequest request, CancellationToken cancellation)
    {
        var instances = request.Instances.Select(i => new CommitmentItem(i.SopClassUid, i.SopInstanceUid)).ToList();
        try
        {
            if (options.Value.AddressOf(request.CallingAe) is null)
                return new CommitmentAnswer.Now(await JudgeAsync(request.TransactionUid, instances, cancellation).ConfigureAwait(false));
            await store.InTransactionAsync(db =>
            {
                db.Enqueue(new CommitmentAsked(request.TransactionUid, request.CallingAe, instances), request.TransactionUid, clock.GetUtcNow());
                return Task.CompletedTask;
            }, cancellation).ConfigureAwait(false);
            return new CommitmentAnswer.Later();
        }
        catch (DbException away)
        {
            return new CommitmentAnswer.Refused($"The database does not answer ({away.GetType().Name}); ask again.");
        }
    }

    /// <summary>Sends the report that is owed on an association of our own.</summary>
    /// <exception cref="IOException">The asker does not answer; try again.</exception>
    /// <exception cref="InvalidDataException">The asker is not configured any more, or refuses the report.</exception>
    public async Task ReportAsync(CommitmentAsked asked, MessageIdentity identity, CancellationToken cancellation)
    {
        var address = options.Value.AddressOf(asked.CallingAe)
            ?? throw new InvalidDataException($"{asked.CallingAe} asked for storage commitment and is not among {DicomDoorOptions.Section}:Peers any more; the report cannot be sent.");
        var report = await JudgeAsync(asked.TransactionUid, asked.Instances, cancellation).ConfigureAwait(false);
        var peer = new PacsDestination(address.Host, address.Port, asked.CallingAe, intake.Value.AeTitle) { Tls = certificates.Of(DicomDoorOptions.TlsSection, options.Value.Tls.Identity()) };
        if (await CommitmentScu.ReportAsync(peer, report, cancellation).ConfigureAwait(false) is { } failure)
            throw failure.IsPermanent ? new InvalidDataException(failure.Message) : new IOException(failure.Message);
        await once.RunAsync(identity, _ => Task.CompletedTask, cancellation).ConfigureAwait(false);
    }

    /// <returns>False where no such transaction waits.</returns>
    public async Task<bool> ReportedAsync(CommitmentReport report, CancellationToken cancellation) =>
        await store.InTransactionAsync(async db =>
        {
            var row = await db.StorageCommitments.SingleOrDefaultAsync(c => c.TransactionUid == report.TransactionUid, cancellation).ConfigureAwait(false);
            if (row is null or { ReportedAt: not null })
                return false;
            var failure = report.Failed.FirstOrDefault(f => f.SopInstanceUid == row.SopInstanceUid);
            var isCommitted = failure is null && report.Committed.Any(c => c.SopInstanceUid == row.SopInstanceUid);
            row.Report(clock.GetUtcNow(), isCommitted, failure is null ? null : $"failure reason {failure.FailureReason:X4}");
            db.Enqueue(new CommitmentDue(row.TransactionUid), row.CaseId.ToString(), clock.GetUtcNow());
            return true;
        }, cancellation).ConfigureAwait(false);

    private async Task<CommitmentReport> JudgeAsync(string transactionUid, IReadOnlyList<CommitmentItem> instances, CancellationToken cancellation)
    {
        var classes = await received.ClassesAsync([.. instances.Select(i => i.SopInstanceUid)], cancellation).ConfigureAwait(false);
        var committed = new List<InstanceReference>();
        var failed = new List<FailedReference>();
        foreach (var instance in instances)
        {
            if (!classes.TryGetValue(instance.SopInstanceUid, out var sopClass))
                failed.Add(new FailedReference(instance.SopClassUid, instance.SopInstanceUid, FailedReference.NoSuchObjectInstance));
            else if (sopClass != instance.SopClassUid)
                failed.Add(new FailedReference(instance.SopClassUid, instance.SopInstanceUid, FailedReference.ClassInstanceConflict));
            else
                committed.Add(new InstanceReference(instance.SopClassUid, instance.SopInstanceUid));
        }
        return new CommitmentReport(transactionUid, committed, failed);
    }
}
