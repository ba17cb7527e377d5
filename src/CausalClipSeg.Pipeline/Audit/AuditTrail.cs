using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>Writes down what happened, each event chained to the one before it. An act whose event cannot be written does not take place.</summary>
public sealed class AuditTrail(PipelineStore store, IOptions<AuditOptions> options, TimeProvider clock)
{
    private const string Subject = "audit-trail";

    public Task RecordAsync(AuditEvent audited, CancellationToken cancellation) =>
        store.InTransactionAsync(db => AppendAsync(db, audited, cancellation), cancellation);

    /// <summary>In the transaction of the act itself; call it last there, since whoever appends holds the trail until the transaction ends.</summary>
    public async Task AppendAsync(PipelineDbContext db, AuditEvent audited, CancellationToken cancellation)
    {
        await SubjectLock.TakeAsync(db, Subject, cancellation).ConfigureAwait(false);
        var last = db.AuditRecords.Local.MaxBy(a => a.Sequence) is { } own
            ? new Link(own.Sequence, own.Hash)
            : await db.AuditRecords.OrderByDescending(a => a.Sequence).Select(a => new Link(a.Sequence, a.Hash)).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var (sequence, previous) = last is null ? (1, AuditRecord.NoHash) : (last.Sequence + 1, last.Hash);
        var message = AuditMessage.Write(audited, at, options.Value.SourceId, options.Value.SiteId);
        var (actor, succeeded) = (Short(audited.Participants[0].UserId), audited.Outcome == AuditOutcome.Success);
        db.AuditRecords.Add(new AuditRecord
        {
            Sequence = sequence,
            At = at,
            Event = audited.Name,
            Actor = actor,
            Succeeded = succeeded,
            Message = message,
            PreviousHash = previous,
            Hash = AuditRecord.HashOf(sequence, at, audited.Name, actor, succeeded, message, previous),
        });
    }

    /// <summary>What the next event is chained to.</summary>
    private sealed record Link(long Sequence, string Hash);

    private static string Short(string actor) => actor.Replace("\0", "", StringComparison.Ordinal) is var text && text.Length > 256 ? text[..256] : text;
}
