using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Labels;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Operations;

/// <summary>What operators read of cases; the same documents on the command line and over HTTP.</summary>
public sealed class CaseQueries(PipelineStore store, TimeProvider clock)
{
    /// <summary>The most that one answer holds.</summary>
    public const int Most = 500;

    /// <summary>The cases that changed last come first; <see cref="CaseListing.Before"/> is the place of the last one of the page before.</summary>
    public Task<List<CaseSummary>> ListAsync(CaseListing wanted, CancellationToken cancellation) => store.ReadAsync(async db =>
    {
        var cases = await wanted.States.Select(one => InState(db, one, wanted)).Aggregate((all, one) => all.Concat(one))
            .OrderByDescending(c => c.UpdatedAt).ThenByDescending(c => c.Id).Take(wanted.Limit)
            .Select(c => new CaseSummary(c.Id, c.State, c.Reason, c.SopInstanceUid, c.Revision, c.ReferringText, c.SegSopInstanceUid, c.CreatedAt, c.UpdatedAt))
            .ToListAsync(cancellation).ConfigureAwait(false);
        var reviews = await ReviewStandings.ReadAsync(db, cases.Select(c => c.Id), cancellation).ConfigureAwait(false);
        return cases.ConvertAll(c => c with { Review = reviews.GetValueOrDefault(c.Id) });
    }, cancellation);

    /// <summary>A state at a time, since the index over times begins with the state: the newest of a million cases are then read without sorting them.</summary>
    private static IQueryable<SegmentationCase> InState(PipelineDbContext db, CaseState state, CaseListing wanted)
    {
        var cases = db.Cases.Where(c => c.State == state);
        if (wanted.Review is { } review)
            cases = ReviewStandings.Of(db, cases, review);
        if (wanted.Reason is { } reason)
            cases = cases.Where(c => c.Reason!.Contains(reason));
        if (wanted.Before is { At: var at, Case: null })
            cases = cases.Where(c => c.UpdatedAt < at);
        else if (wanted.Before is { At: var moment, Case: { } last })
            cases = cases.Where(c => c.UpdatedAt < moment || (c.UpdatedAt == moment && c.Id < last));
        return cases.OrderByDescending(c => c.UpdatedAt).ThenByDescending(c => c.Id).Take(wanted.Limit);
    }

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
            Reviews = await db.Labels.Where(l => l.CaseId == id).OrderBy(l => l.CreatedAt)
                .Select(l => new
                {
                    l.Id, l.CreatedAt, l.ReferringText, l.Verdict, l.Source, l.Role, Comment = words ? l.Comment : null, IsReplaced = l.SupersededById != null,
                    IsTakenBack = l.TakenBackAt != null, l.StoredAt,
                    new LabelStanding(l.SupersededById != null, l.TakenBackAt != null, l.StoredAt, l.RejectionSopInstanceUid, l.RejectedAt).IsLeftInArchive,
                    RejectionSopInstanceUid = l.RejectedAt == null ? null : l.RejectionSopInstanceUid, l.RejectedAt,
                }).ToListAsync(cancellation).ConfigureAwait(false),
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

/// <summary>Which cases a list holds, and how many.</summary>
public sealed record CaseListing(int Limit)
{
    public CaseState? State { get; init; }

    /// <summary>A text that the reason contains.</summary>
    public string? Reason { get; init; }

    /// <summary>Stored results only, by what readers have said.</summary>
    public ReviewFilter? Review { get; init; }

    public CasePlace? Before { get; init; }

    internal IEnumerable<CaseState> States => State is { } only ? [only] : Review is null ? Enum.GetValues<CaseState>() : [CaseState.Delivered];
}

/// <summary>A case as lists show it.</summary>
public sealed record CaseSummary(
    Guid Id, CaseState State, string? Reason, string SopInstanceUid, int Revision, string? ReferringText, string? SegSopInstanceUid, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>What readers have said; null where there is nothing to judge.</summary>
    public ReviewStanding? Review { get; init; }
}

/// <summary>A report version or an image that waits, what for, and since when.</summary>
public sealed record WaitingHalf(string Id, CaseState State, string Reason, DateTimeOffset Since);

/// <summary>Reports that wait for images, and images that wait for a report.</summary>
public sealed record WaitingHalves(IReadOnlyList<WaitingHalf> Reports, IReadOnlyList<WaitingHalf> Images);
