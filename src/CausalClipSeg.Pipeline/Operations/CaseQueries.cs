using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Operations;

/// <summary>What operators read of cases; the same documents on the command line and over HTTP.</summary>
public sealed class CaseQueries(PipelineStore store, TimeProvider clock)
{
    /// <summary>The most that one answer holds.</summary>
    public const int Most = 500;

    /// <summary>The cases that changed last come first; <paramref name="before"/> is the <c>updatedAt</c> of the last one of the page before.</summary>
    public Task<List<CaseSummary>> ListAsync(CaseState? state, string? reason, DateTimeOffset? before, int limit, CancellationToken cancellation) => store.ReadAsync(
        db => (state is { } only ? [only] : Enum.GetValues<CaseState>()).Select(one => InState(db, one, reason, before, limit)).Aggregate((all, one) => all.Concat(one))
            .OrderByDescending(c => c.UpdatedAt).Take(Math.Clamp(limit, 1, Most))
            .Select(c => new CaseSummary(c.Id, c.State, c.Reason, c.SopInstanceUid, c.Revision, c.ReferringText, c.SegSopInstanceUid, c.CreatedAt, c.UpdatedAt))
            .ToListAsync(cancellation), cancellation);

    /// <summary>A state at a time, since the index over times begins with the state: the newest of a million cases are then read without sorting them.</summary>
    private static IQueryable<SegmentationCase> InState(PipelineDbContext db, CaseState state, string? reason, DateTimeOffset? before, int limit) =>
        db.Cases.Where(c => c.State == state).Where(c => reason == null || c.Reason!.Contains(reason)).Where(c => before == null || c.UpdatedAt < before)
            .OrderByDescending(c => c.UpdatedAt).Take(Math.Clamp(limit, 1, Most));

    /// <param name="words">Whether the report's sentences, which are patient data, come along.</param>
    /// <returns>Null where there is no such case.</returns>
    public Task<object?> ShowAsync(Guid id, bool words, CancellationToken cancellation) => store.ReadAsync(async db =>
    {
        if (await db.Cases.SingleOrDefaultAsync(c => c.Id == id, cancellation).ConfigureAwait(false) is not { } found)
            return null;
        return (object?)new
        {
            Case = new
            {
                found.Id, found.State, found.Reason, found.SopInstanceUid, found.ReportKey, found.Revision, found.StudyRevision, found.ReferringText, found.ModelName,
                found.ModelVersion, found.WeightsSha256, found.SegSopInstanceUid, found.PredecessorSegSopInstanceUid, found.RejectionSopInstanceUid, found.RejectedAt,
                found.CreatedAt, found.SegmentedAt, found.DeliveredAt,
            },
            Segments = await db.Segments.Where(s => s.CaseId == id).OrderBy(s => s.Number)
                .Select(s => new { s.Number, s.FindingId, s.Side, s.Zones, Sentence = words ? s.Sentence : null, s.ReferringText, s.Pixels, s.MeanProbability }).ToListAsync(cancellation).ConfigureAwait(false),
            History = await db.CaseEvents.Where(e => e.CaseId == id).OrderBy(e => e.Id).Select(e => new { e.At, e.From, e.To, e.Cause }).ToListAsync(cancellation).ConfigureAwait(false),
            Deliveries = await db.DeliveryAttempts.Where(a => a.CaseId == id).OrderBy(a => a.Id)
                .Select(a => new { a.At, a.Destination, a.Succeeded, a.StatusCode, a.Message, a.Milliseconds }).ToListAsync(cancellation).ConfigureAwait(false),
        };
    }, cancellation);

    /// <summary>
    /// What has come and has not met its other half: reports without images, and complete studies without a report, oldest first. That no case is there is asked beside
    /// <see cref="SourceImage.MetAt"/> because a worker of an earlier version leaves that empty.
    /// </summary>
    public Task<WaitingHalves> WaitingAsync(int limit, CancellationToken cancellation) => store.ReadAsync(async db => new WaitingHalves(
        await db.ReportVersions.Where(v => v.MatchState != MatchState.Matched && v.SupersededById == null).OrderBy(v => v.ReceivedAt).Take(Math.Clamp(limit, 1, Most))
            .Select(v => new WaitingHalf(v.Id.ToString(), CaseState.WaitingForImages, v.MatchReason ?? "It has not been matched yet.", v.ReceivedAt)).ToListAsync(cancellation).ConfigureAwait(false),
        await db.SourceImages.Where(i => i.MetAt == null && !db.Cases.Any(c => c.SopInstanceUid == i.SopInstanceUid)).OrderBy(i => i.ReceivedAt).Take(Math.Clamp(limit, 1, Most))
            .Select(i => new WaitingHalf(i.SopInstanceUid, CaseState.WaitingForReport, "No report that speaks of it has arrived yet.", i.ReceivedAt)).ToListAsync(cancellation).ConfigureAwait(false)),
        cancellation);

    public Task<Backlog> BacklogAsync(CancellationToken cancellation) => store.ReadAsync(db => Backlog.ReadAsync(db, clock.GetUtcNow(), cancellation), cancellation);
}

/// <summary>A case as lists show it.</summary>
public sealed record CaseSummary(
    Guid Id, CaseState State, string? Reason, string SopInstanceUid, int Revision, string? ReferringText, string? SegSopInstanceUid, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A report version or an image that waits, what for, and since when.</summary>
public sealed record WaitingHalf(string Id, CaseState State, string Reason, DateTimeOffset Since);

/// <summary>Reports that wait for images, and images that wait for a report.</summary>
public sealed record WaitingHalves(IReadOnlyList<WaitingHalf> Reports, IReadOnlyList<WaitingHalf> Images);
