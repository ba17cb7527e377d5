using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Models;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// How many cases are in each state. Counting a million takes a tenth of a second, so it is done once in some seconds, however many people look: the others see a count that is no
/// older than that.
/// </summary>
internal sealed class Overview(PipelineStore store, ChampionModel champion, TimeProvider clock) : IDisposable
{
    /// <summary>So old a count may be where counting takes long. The pages look once more when nothing has moved for longer (site.js).</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(3);

    /// <summary>So quick a count is simply made: whoever looks then sees the present.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(20);
    private const int MostDeadLetters = 20;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Counted? _counted;

    public async Task<CaseCounts> CountsAsync(CancellationToken cancellation)
    {
        var asked = clock.GetTimestamp();
        if (Usable(asked) is { } known)
            return known;
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (Usable(asked) is { } others)
                return others;
            var begun = clock.GetTimestamp();
            var counts = await store.ReadAsync(async db => new CaseCounts(
                await db.Cases.GroupBy(c => c.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation).ConfigureAwait(false),
                await ReviewStandings.Of(db, db.Cases, ReviewFilter.Rejected).CountAsync(cancellation).ConfigureAwait(false)), cancellation).ConfigureAwait(false);
            _counted = new Counted(begun, clock.GetElapsedTime(begun), counts);
            return counts;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A count that was begun after somebody had asked has what they came to see; an older one will do where it took long.</summary>
    private CaseCounts? Usable(long asked) =>
        _counted is { } last && (last.Begun >= asked || (last.Took > Quick && clock.GetElapsedTime(last.Begun) <= Freshness)) ? last.Counts : null;

    /// <summary>What the filters offer: the findings that the model delineates, and the models that there are.</summary>
    public async Task<FilterChoices> ChoicesAsync(CancellationToken cancellation)
    {
        var findings = (await champion.GetAsync(cancellation).ConfigureAwait(false)).Manifest.Findings;
        var versions = await store.ReadAsync(db => db.Models.OrderByDescending(m => m.CreatedAt).Select(m => m.Version).Take(50).ToListAsync(cancellation), cancellation).ConfigureAwait(false);
        return new FilterChoices([.. findings.Order(StringComparer.Ordinal)], [.. versions.Distinct()]);
    }

    /// <summary>Messages that no consumer could handle and that nobody has dealt with, the newest first.</summary>
    public Task<List<Refusal>> DeadLettersAsync(CancellationToken cancellation) => store.ReadAsync(
        db => db.Refusals.Where(r => r.Queue != null && r.ResolvedAt == null).OrderByDescending(r => r.At).Take(MostDeadLetters).ToListAsync(cancellation), cancellation);

    /// <summary>Candidate models that wait for somebody's word.</summary>
    public Task<List<HeldCandidate>> HeldAsync(CancellationToken cancellation) => store.ReadAsync(db => Champion.HeldAsync(db, cancellation), cancellation);

    public void Dispose() => _gate.Dispose();

    private sealed record Counted(long Begun, TimeSpan Took, CaseCounts Counts);
}

/// <summary>How many cases are in each state, and how many stored ones a reader has called wrong.</summary>
public sealed record CaseCounts(IReadOnlyDictionary<CaseState, int> States, int Rejected);

/// <summary>The values that a filter can be set to.</summary>
public sealed record FilterChoices(IReadOnlyList<string> Findings, IReadOnlyList<string> ModelVersions);
