using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Models;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>How many cases are in each state; counted at most once in some seconds, however many people look.</summary>
internal sealed class Overview(PipelineStore store, ChampionModel champion, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(3);
    private const int MostDeadLetters = 20;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private (DateTimeOffset At, IReadOnlyDictionary<CaseState, int> Counts)? _counted;

    public async Task<IReadOnlyDictionary<CaseState, int>> CountsAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_counted is { } last && clock.GetUtcNow() - last.At < Freshness)
                return last.Counts;
            var counts = await store.ReadAsync(db => db.Cases.GroupBy(c => c.State).Select(g => new { g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => g.Key, g => g.Count, cancellation), cancellation).ConfigureAwait(false);
            _counted = (clock.GetUtcNow(), counts);
            return counts;
        }
        finally
        {
            _gate.Release();
        }
    }

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

    public void Dispose() => _gate.Dispose();
}

/// <summary>The values that a filter can be set to.</summary>
public sealed record FilterChoices(IReadOnlyList<string> Findings, IReadOnlyList<string> ModelVersions);
