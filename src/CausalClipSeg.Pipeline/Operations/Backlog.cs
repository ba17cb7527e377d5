using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Operations;

/// <summary>How much waits and since when: what an alarm looks at. Final states are counted over the last day only, so that a million past cases cost nothing.</summary>
public sealed record Backlog
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Cases in each state: all of those that still move or wait for a person, and the final ones of the last 24 hours.</summary>
    public required IReadOnlyDictionary<CaseState, int> Cases { get; init; }

    public required int WaitingReports { get; init; }

    public required int DeadLetters { get; init; }

    public required int OutboxMessages { get; init; }

    /// <summary>Candidates that passed the gate and wait for somebody's word.</summary>
    public required int HeldModels { get; init; }

    /// <summary>Age of the oldest parked or failed case, dead letter, undispatched message; zero where there is none.</summary>
    public required TimeSpan OldestParked { get; init; }

    public required TimeSpan OldestDeadLetter { get; init; }

    public required TimeSpan OldestOutboxMessage { get; init; }

    public static async Task<Backlog> ReadAsync(PipelineDbContext db, DateTimeOffset now, CancellationToken cancellation)
    {
        CaseState[] open = [.. CaseTransitions.Moving, .. CaseTransitions.NeedingAPerson], final = [.. Enum.GetValues<CaseState>().Except(open)];
        var dayAgo = now.AddDays(-1);
        // Two questions, each answered by the index over state and time; one with "or" would read every case.
        var cases = await CountAsync(db.Cases.Where(c => open.Contains(c.State)), cancellation).ConfigureAwait(false);
        foreach (var (state, count) in await CountAsync(db.Cases.Where(c => final.Contains(c.State) && c.UpdatedAt > dayAgo), cancellation).ConfigureAwait(false))
            cases[state] = count;
        var parked = await db.Cases.Where(c => CaseTransitions.NeedingAPerson.Contains(c.State)).MinAsync(c => (DateTimeOffset?)c.UpdatedAt, cancellation).ConfigureAwait(false);
        var letters = db.Refusals.Where(r => r.Queue != null && r.ResolvedAt == null);
        var outbox = db.OutboxMessages.Where(m => m.DispatchedAt == null);
        return new Backlog
        {
            At = now,
            Cases = cases,
            WaitingReports = await db.ReportVersions.CountAsync(v => v.MatchState == MatchState.Waiting && v.SupersededById == null, cancellation).ConfigureAwait(false),
            DeadLetters = await letters.CountAsync(cancellation).ConfigureAwait(false),
            OutboxMessages = await outbox.CountAsync(cancellation).ConfigureAwait(false),
            HeldModels = (await Champion.HeldAsync(db, cancellation).ConfigureAwait(false)).Count,
            OldestParked = Age(parked, now),
            OldestDeadLetter = Age(await letters.MinAsync(r => (DateTimeOffset?)r.At, cancellation).ConfigureAwait(false), now),
            OldestOutboxMessage = Age(await outbox.MinAsync(m => (DateTimeOffset?)m.CreatedAt, cancellation).ConfigureAwait(false), now),
        };
    }

    private static Task<Dictionary<CaseState, int>> CountAsync(IQueryable<SegmentationCase> cases, CancellationToken cancellation) =>
        cases.GroupBy(c => c.State).Select(g => new { State = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.State, g => g.Count, cancellation);

    private static TimeSpan Age(DateTimeOffset? since, DateTimeOffset now) => since is { } then && then < now ? now - then : TimeSpan.Zero;
}
