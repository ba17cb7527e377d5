using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// Reads the worklist a page at a time: those that need somebody first, then the newest. Every condition has an index that ends in the case's id, and a page
/// begins after the last id of the page before, so a million cases are as quick as a hundred.
/// </summary>
internal sealed class WorklistReader(PipelineStore store, TimeProvider clock)
{
    private const int PageSize = 50;

    /// <summary>Most studies that one search takes in: those of a patient, of an accession number.</summary>
    private const int MostStudies = 500;

    /// <param name="byPatient">Whether a search also takes patient numbers: only for those who may see patients, since whether one fits is an answer, too.</param>
    public Task<WorklistPart> ReadAsync(WorklistFilter filter, CancellationToken cancellation, int size = PageSize, bool byPatient = false) =>
        store.ReadAsync(async db =>
        {
            var rows = new List<WorklistRow>();
            var after = filter.After;
            var wanted = await WantedAsync(db, filter, byPatient, cancellation).ConfigureAwait(false);
            if (filter.State is { } state)
                rows.AddRange(await PageAsync(db, WithSegment(db, wanted, filter, areFew: state is CaseState.Parked or CaseState.Failed), after.Id, size + 1, cancellation).ConfigureAwait(false));
            else
            {
                if (after.InAttention)
                    rows.AddRange(await PageAsync(
                        db, WithSegment(db, wanted.Where(c => c.State == CaseState.Parked || c.State == CaseState.Failed), filter, areFew: true), after.Id, size + 1, cancellation).ConfigureAwait(false));
                if (rows.Count <= size)
                    rows.AddRange(await PageAsync(
                        db, WithSegment(db, wanted.Where(c => c.State != CaseState.Parked && c.State != CaseState.Failed), filter, areFew: false), after.InAttention ? null : after.Id,
                        size + 1 - rows.Count, cancellation).ConfigureAwait(false));
            }
            var shown = rows.Take(size).ToList();
            var next = rows.Count > size ? new WorklistCursor(filter.State is null && shown[^1].NeedsSomebody, shown[^1].Id) : (WorklistCursor?)null;
            return new WorklistPart(await WithSegmentsAsync(db, shown, cancellation).ConfigureAwait(false), next);
        }, cancellation);

    private async Task<IQueryable<SegmentationCase>> WantedAsync(PipelineDbContext db, WorklistFilter filter, bool byPatient, CancellationToken cancellation)
    {
        var cases = db.Cases.AsQueryable();
        if (filter.State is { } state)
            cases = cases.Where(c => c.State == state);
        if (!string.IsNullOrWhiteSpace(filter.Model))
            cases = cases.Where(c => c.ModelVersion == filter.Model);
        if (filter.Youth is { } youth)
        {
            var since = clock.GetUtcNow() - youth;
            cases = cases.Where(c => c.CreatedAt >= since);
        }
        return string.IsNullOrWhiteSpace(filter.Search) ? cases : await FoundAsync(db, cases, filter.Search.Trim(), byPatient, cancellation).ConfigureAwait(false);
    }

    /// <param name="areFew">
    /// Then the segments of each case are looked at: joined, the database would go through every segment of a frequent finding in search of the few whose case is wanted.
    /// </param>
    private static IQueryable<SegmentationCase> WithSegment(PipelineDbContext db, IQueryable<SegmentationCase> cases, WorklistFilter filter, bool areFew)
    {
        if (string.IsNullOrWhiteSpace(filter.Finding) && string.IsNullOrWhiteSpace(filter.Side))
            return cases;
        var segments = db.Segments.AsQueryable();
        if (!string.IsNullOrWhiteSpace(filter.Finding))
            segments = segments.Where(s => s.FindingId == filter.Finding);
        if (!string.IsNullOrWhiteSpace(filter.Side))
            segments = segments.Where(s => s.Side == filter.Side);
        return areFew
            ? cases.Where(c => segments.Where(s => s.CaseId == c.Id).Min(s => (int?)s.Number) != null)
            : cases.Where(c => segments.Any(s => s.CaseId == c.Id));
    }

    /// <summary>
    /// By accession number, by the number of the patient, by the UID of study, image or SEG, or by the case's own id. The images are looked up first, each by its
    /// index: one query over all of these ways would read the whole table. Numbers are found as typed, and in capitals or small letters: the index knows no others.
    /// </summary>
    private static async Task<IQueryable<SegmentationCase>> FoundAsync(
        PipelineDbContext db, IQueryable<SegmentationCase> cases, string text, bool byPatient, CancellationToken cancellation)
    {
        if (Guid.TryParse(text, out var id))
            return cases.Where(c => c.Id == id);
        List<string?> numbers = [text, text.ToUpperInvariant(), Small(text)];
        var studies = await db.Studies.Where(s => numbers.Contains(s.AccessionNumber)).Select(s => s.StudyInstanceUid).Take(MostStudies).ToListAsync(cancellation).ConfigureAwait(false);
        if (byPatient)
            studies.AddRange(await db.Studies.Where(s => numbers.Contains(s.PatientId)).Select(s => s.StudyInstanceUid).Take(MostStudies).ToListAsync(cancellation).ConfigureAwait(false));
        studies.Add(text);
        var images = await db.SourceImages.Where(i => studies.Contains(i.StudyInstanceUid)).Select(i => i.SopInstanceUid).Take(2 * MostStudies).ToListAsync(cancellation).ConfigureAwait(false);
        images.AddRange(await db.Cases.Where(c => c.SegSopInstanceUid == text).Select(c => c.SopInstanceUid).Take(1).ToListAsync(cancellation).ConfigureAwait(false));
        images.Add(text);
        return cases.Where(c => images.Contains(c.SopInstanceUid));
    }

    private static string Small(string text) => string.Concat(text.Select(char.ToLowerInvariant));

    private static Task<List<WorklistRow>> PageAsync(PipelineDbContext db, IQueryable<SegmentationCase> cases, Guid? after, int size, CancellationToken cancellation)
    {
        if (after is { } last)
            cases = cases.Where(c => c.Id < last);
        return (from c in cases.OrderByDescending(c => c.Id).Take(size)
                join image in db.SourceImages on c.SopInstanceUid equals image.SopInstanceUid
                join study in db.Studies on image.StudyInstanceUid equals study.StudyInstanceUid
                orderby c.Id descending
                select new WorklistRow
                {
                    Id = c.Id,
                    State = c.State,
                    Reason = c.Reason,
                    Revision = c.Revision,
                    CreatedAt = c.CreatedAt,
                    UpdatedAt = c.UpdatedAt,
                    AccessionNumber = study.AccessionNumber,
                    PatientId = study.PatientId,
                    StudyInstanceUid = study.StudyInstanceUid,
                    SopInstanceUid = c.SopInstanceUid,
                    SegSopInstanceUid = c.SegSopInstanceUid,
                    ModelName = c.ModelName,
                    ModelVersion = c.ModelVersion,
                }).ToListAsync(cancellation);
    }

    private static async Task<IReadOnlyList<WorklistRow>> WithSegmentsAsync(PipelineDbContext db, List<WorklistRow> rows, CancellationToken cancellation)
    {
        var ids = rows.ConvertAll(row => row.Id);
        var segments = (await db.Segments.Where(s => ids.Contains(s.CaseId)).OrderBy(s => s.Number)
            .Select(s => new SegmentLine(s.CaseId, s.Number, s.FindingId, s.Side, s.Pixels)).ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(s => s.CaseId);
        return rows.ConvertAll(row => row with { Segments = [.. segments[row.Id]] });
    }
}
