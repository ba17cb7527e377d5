using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>A segment of ours and the case it belongs to.</summary>
internal sealed record CorrectedSegment(SegmentationCase Case, CaseSegment Segment)
{
    /// <summary>Workstations name what nobody has named "tissue": it says nothing.</summary>
    private static readonly string[] Nameless = ["85756007", "T-D0050"];

    /// <summary>
    /// Which of our segments each of a SEG's segments on one image corrects; null where the drawing is of something else, and no sentence belongs to it. Of several
    /// that mean the same one, the one that says so most clearly; of several that are equally clear, none.
    /// </summary>
    public static async Task<IReadOnlyList<CorrectedSegment?>> FindAsync(
        PipelineDbContext db, string sopInstanceUid, IReadOnlyList<ReadSegment> drawn, CancellationToken cancellation)
    {
        var ours = (await db.Segments.Join(db.Cases.Where(c => c.SopInstanceUid == sopInstanceUid), s => s.CaseId, c => c.Id, (s, c) => new { s, c })
            .OrderByDescending(pair => pair.c.CreatedAt).ThenByDescending(pair => pair.c.Revision).ThenBy(pair => pair.s.Number)
            .ToListAsync(cancellation).ConfigureAwait(false)).ConvertAll(pair => new CorrectedSegment(pair.c, pair.s));
        return Of(ours, drawn);
    }

    /// <param name="ours">The newest case's first.</param>
    internal static IReadOnlyList<CorrectedSegment?> Of(List<CorrectedSegment> ours, IReadOnlyList<ReadSegment> drawn)
    {
        var newest = ours.Where(segment => segment.Case.Id == ours[0].Case.Id).ToList();
        var matches = drawn.Select(segment => Match(ours, newest, segment)).ToList();
        return [.. matches.Select(match => matches.Count(other => other.Segment == match.Segment && other.Doubt <= match.Doubt) == 1 ? match.Segment : null)];
    }

    /// <summary>The one with its tracking UID, else the one of the newest case with its label, finding or code, else the only one, unless the drawing names something else.</summary>
    private static (CorrectedSegment? Segment, int Doubt) Match(List<CorrectedSegment> ours, List<CorrectedSegment> newest, ReadSegment drawn)
    {
        CorrectedSegment?[] byDoubt =
        [
            ours.Find(segment => segment.Segment.TrackingUid == drawn.Tracking?.Uid),
            Only(newest.Where(segment => segment.Segment.Label == drawn.Label)),
            Only(newest.Where(segment => segment.Segment.FindingId == drawn.Label)),
            Only(newest.Where(segment => drawn.Type is { } type && Codes.ForFinding(segment.Segment.FindingId) == type)),
            Only(newest.Where(segment => newest.Count == 1 && !NamesSomethingElse(drawn, segment.Segment.FindingId))),
        ];
        var doubt = Array.FindIndex(byDoubt, segment => segment is not null);
        return doubt < 0 ? (null, doubt) : (byDoubt[doubt], doubt);
    }

    private static CorrectedSegment? Only(IEnumerable<CorrectedSegment> segments) => segments.Take(2).ToList() is [var only] ? only : null;

    /// <summary>Another finding by its id or code, or a structure that is none: a heart, a lung, a device.</summary>
    private static bool NamesSomethingElse(ReadSegment drawn, string finding) => Codes.FindingsOf(drawn.Label, drawn.Type).ToList() is { Count: > 0 } named
        ? !named.TrueForAll(name => Codes.MayBeOne(name, finding))
        : drawn.Type is { } type && !Nameless.Contains(type.Value) && type != Codes.MorphologicallyAbnormalStructure && drawn.Category != Codes.MorphologicallyAbnormalStructure;
}
