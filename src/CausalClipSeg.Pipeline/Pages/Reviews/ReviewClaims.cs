using System.Collections.Concurrent;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// Who has which case open for review, so that two readers who ask for the next one get two. It holds for some minutes and forbids nothing: whoever opens the same
/// case all the same is told, and both words stand.
/// </summary>
internal sealed class ReviewClaims(TimeProvider clock)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Guid, Claim> _claims = new();

    public void Open(Guid caseId, string reader)
    {
        var now = clock.GetUtcNow();
        foreach (var over in _claims.Where(claim => claim.Value.Until <= now).ToList())
            _claims.TryRemove(over);
        _claims.AddOrUpdate(caseId, new Claim(reader, now + Length), (_, held) => held.Reader == reader ? held with { Until = now + Length } : held);
    }

    public bool IsWithAnother(Guid caseId, string reader) =>
        _claims.TryGetValue(caseId, out var held) && held.Reader != reader && held.Until > clock.GetUtcNow();

    private sealed record Claim(string Reader, DateTimeOffset Until);
}
