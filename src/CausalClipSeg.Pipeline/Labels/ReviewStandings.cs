using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>Which stored results are wanted, by what readers have said of them.</summary>
public enum ReviewFilter
{
    /// <summary>A segment has no word yet.</summary>
    Open,

    /// <summary>A reader has said something, be it of one of several segments.</summary>
    Reviewed,

    /// <summary>A reader says that a segment is not there, or lies on the wrong side, and the result still stands.</summary>
    Rejected,
}

/// <summary>What readers have said of a result so far: how many segments there are, of how many there is a word, and how many of those words are against it.</summary>
public sealed record ReviewStanding(int Segments, int Reviewed, int Rejected)
{
    public bool IsRejected => Rejected > 0;

    public bool IsOpen => Reviewed < Segments;
}

/// <summary>Readers' words against the segments that they are about, for all who list cases. A word stands until its reader says another one or takes it back.</summary>
internal static class ReviewStandings
{
    /// <summary>
    /// The stored results that the filter names. Of those that are open each case's segments are looked at and not joined: a database that joins goes through the segments of
    /// every case there is in search of the newest few.
    /// </summary>
    public static IQueryable<SegmentationCase> Of(PipelineDbContext db, IQueryable<SegmentationCase> cases, ReviewFilter wanted)
    {
        var stored = cases.Where(c => c.State == CaseState.Delivered);
        var words = Words(db);
        return wanted switch
        {
            ReviewFilter.Open => stored.Where(c => db.Segments.Where(s => s.CaseId == c.Id && s.Rows > 0 && !words.Any(l => l.CaseId == s.CaseId && l.ReferringText == s.ReferringText))
                .Min(s => (int?)s.Number) != null),
            ReviewFilter.Reviewed => stored.Where(c => words.Select(l => l.CaseId).Contains(c.Id)),
            _ => stored.Where(c => words.Where(l => l.Verdict == LabelVerdict.Rejected || l.Verdict == LabelVerdict.WrongSide).Select(l => l.CaseId).Contains(c.Id)),
        };
    }

    /// <summary>How each of the cases stands; one without a segment to judge has no entry.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ReviewStanding>> ReadAsync(PipelineDbContext db, IEnumerable<Guid> cases, CancellationToken cancellation)
    {
        List<Guid> ids = [.. cases];
        var words = (await Words(db).Where(l => l.CaseId != null && ids.Contains(l.CaseId.Value)).Select(l => new { l.CaseId, l.ReferringText, l.Verdict })
            .ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(l => (l.CaseId, l.ReferringText), l => l.Verdict);
        var segments = await db.Segments.Where(s => ids.Contains(s.CaseId) && s.Rows > 0).Select(s => new { s.CaseId, s.ReferringText })
            .ToListAsync(cancellation).ConfigureAwait(false);
        return segments.GroupBy(s => s.CaseId).ToDictionary(of => of.Key, of => new ReviewStanding(
            of.Count(), of.Count(s => words[(s.CaseId, s.ReferringText)].Any()), of.Count(s => words[(s.CaseId, s.ReferringText)].Any(IsAgainst))));
    }

    /// <returns>Null where no such filter is known.</returns>
    public static ReviewFilter? Named(string? text) => text?.ToLowerInvariant() switch
    {
        "open" => ReviewFilter.Open,
        "reviewed" => ReviewFilter.Reviewed,
        "rejected" => ReviewFilter.Rejected,
        _ => null,
    };

    public static bool IsAgainst(LabelVerdict verdict) => verdict is LabelVerdict.Rejected or LabelVerdict.WrongSide;

    /// <summary>Also words from which nothing may be learnt: what a reader says of a result is one thing, what a model may learn from another.</summary>
    private static IQueryable<LabelRecord> Words(PipelineDbContext db) =>
        db.Labels.Standing().Where(l => l.CaseId != null);
}
