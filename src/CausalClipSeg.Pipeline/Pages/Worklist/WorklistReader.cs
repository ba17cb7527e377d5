using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Labels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// Reads the worklist a page at a time: those that need somebody first, then the newest, or as the visitor orders it. Every condition has an index that ends in the case's id,
/// or in the time of its last change, and a page begins after the last one of the page before, so a million cases are as quick as a hundred.
/// </summary>
internal sealed class WorklistReader(PipelineStore store, IOptions<IntakeOptions> intake, TimeProvider clock)
{
    private const int PageSize = 50;

    /// <summary>Most studies that one search takes in: those of a patient, of an accession number.</summary>
    private const int MostStudies = 500;

    /// <summary>So many segments that fit a filter are few among all cases.</summary>
    private const int Rare = 2000;

    /// <param name="byPatient">Whether a search also takes patient numbers: only for those who may see patients, since whether one fits is an answer, too.</param>
    public Task<WorklistPart> ReadAsync(WorklistFilter filter, CancellationToken cancellation, int size = PageSize, bool byPatient = false) =>
        filter.Problem is not null ? Task.FromResult(new WorklistPart([], null, null)) : store.ReadAsync(async db =>
        {
            var number = byPatient && !Guid.TryParse(filter.Search, out _) ? filter.Search?.Trim() ?? "" : "";
            var people = number.Length > 0 ? await PatientNumbers.OfAsync(db, [number], cancellation).ConfigureAwait(false) : null;
            var wanted = await WantedAsync(db, filter, people, cancellation).ConfigureAwait(false);
            var part = filter.Until.Id is not null && await BackAsync(db, wanted, filter, size, cancellation).ConfigureAwait(false) is { } before
                ? before
                : await ForthAsync(db, wanted, filter, size, cancellation).ConfigureAwait(false);
            return part with { Merged = people?.OthersOf(number) ?? [] };
        }, cancellation);

    private static async Task<WorklistPart> ForthAsync(PipelineDbContext db, IQueryable<SegmentationCase> wanted, WorklistFilter filter, int size, CancellationToken cancellation)
    {
        var rows = await RowsAsync(db, wanted, filter, filter.After, size + 1, isUpwards: false, cancellation).ConfigureAwait(false);
        var shown = rows.Take(size).ToList();
        return new WorklistPart(
            await WithSegmentsAsync(db, shown, cancellation).ConfigureAwait(false), rows.Count > size ? WorklistCursor.At(shown[^1], filter) : null,
            filter.After.Id is not null && shown.Count > 0 ? WorklistCursor.At(shown[0], filter) : null);
    }

    /// <returns>Null where less than a page is left: the first page then shows it, and goes on.</returns>
    private static async Task<WorklistPart?> BackAsync(PipelineDbContext db, IQueryable<SegmentationCase> wanted, WorklistFilter filter, int size, CancellationToken cancellation)
    {
        var rows = await RowsAsync(db, wanted, filter, filter.Until, size + 1, isUpwards: true, cancellation).ConfigureAwait(false);
        if (rows.Count < size)
            return null;
        var shown = rows.Take(size).Reverse().ToList();
        return new WorklistPart(
            await WithSegmentsAsync(db, shown, cancellation).ConfigureAwait(false), WorklistCursor.At(shown[^1], filter), rows.Count > size ? WorklistCursor.At(shown[0], filter) : null);
    }

    /// <summary>The rows from a place on, stretch by stretch, or the other way round when it goes upwards.</summary>
    private static async Task<List<WorklistRow>> RowsAsync(
        PipelineDbContext db, IQueryable<SegmentationCase> wanted, WorklistFilter filter, WorklistCursor place, int count, bool isUpwards, CancellationToken cancellation)
    {
        var segments = Segments(db, filter);
        // A rare finding's cases are wanted by their ids: walking the list in search of them would go through all of it.
        if (segments is not null && await segments.Select(s => s.CaseId).Take(Rare + 1).ToListAsync(cancellation).ConfigureAwait(false) is { Count: <= Rare } rare)
            (wanted, segments) = (wanted.Where(c => rare.Contains(c.Id)), null);
        var stretches = WorklistStretch.Of(wanted, filter).ToList();
        if (isUpwards)
            stretches.Reverse();
        // A place that the list does not have, perhaps of another order, is the beginning.
        var begin = stretches.FindIndex(stretch => stretch.Name == place.Stretch);
        var ids = new List<Guid>();
        for (var at = Math.Max(0, begin); at < stretches.Count && ids.Count < count; at++)
        {
            var stretch = stretches[at] with { Cases = WithSegment(stretches[at].Cases, segments, stretches[at].AreFew) };
            ids.AddRange(await stretch.Page(at == begin ? place : WorklistCursor.Start, isUpwards).Select(c => c.Id).Take(count - ids.Count).ToListAsync(cancellation).ConfigureAwait(false));
        }
        // One that moves on between two stretches may have been met in both.
        return await RowsAsync(db, [.. ids.Distinct()], cancellation).ConfigureAwait(false);
    }

    private async Task<IQueryable<SegmentationCase>> WantedAsync(PipelineDbContext db, WorklistFilter filter, PatientNumbers? people, CancellationToken cancellation)
    {
        var cases = db.Cases.AsQueryable();
        if (filter.State is { } state)
            cases = cases.Where(c => c.State == state);
        if (filter.Review is { } review)
            cases = ReviewStandings.Of(db, cases, review);
        if (!string.IsNullOrWhiteSpace(filter.Model))
            cases = cases.Where(c => c.ModelVersion == filter.Model);
        if (filter.Youth is { } youth)
        {
            var since = clock.GetUtcNow() - youth;
            cases = SinceThen(cases, since, filter.Order);
        }
        if (filter.From is { } first)
        {
            var begin = Begin(first);
            cases = SinceThen(cases, begin, filter.Order);
        }
        if (filter.To is { } last)
        {
            var end = Begin(last.AddDays(1));
            cases = cases.Where(c => c.CreatedAt < end);
        }
        return string.IsNullOrWhiteSpace(filter.Search) ? cases : await FoundAsync(db, cases, filter.Search.Trim(), people, cancellation).ConfigureAwait(false);
    }

    /// <summary>Nothing changes before it comes: said so, an index over changes begins there, and not with the first of all cases.</summary>
    private static IQueryable<SegmentationCase> SinceThen(IQueryable<SegmentationCase> cases, DateTimeOffset begin, WorklistOrder order) =>
        order.Column == WorklistColumn.Changed ? cases.Where(c => c.UpdatedAt >= begin && c.CreatedAt >= begin) : cases.Where(c => c.CreatedAt >= begin);

    /// <summary>When the day begins on the site's clocks.</summary>
    private DateTimeOffset Begin(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, intake.Value.Zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>The segments that fit; null where every one does.</summary>
    private static IQueryable<CaseSegment>? Segments(PipelineDbContext db, WorklistFilter filter)
    {
        if (string.IsNullOrWhiteSpace(filter.Finding) && string.IsNullOrWhiteSpace(filter.Side))
            return null;
        var segments = db.Segments.AsQueryable();
        if (!string.IsNullOrWhiteSpace(filter.Finding))
            segments = segments.Where(s => s.FindingId == filter.Finding);
        if (!string.IsNullOrWhiteSpace(filter.Side))
            segments = segments.Where(s => s.Side == filter.Side);
        return segments;
    }

    /// <param name="areFew">
    /// Then the segments of each case are looked at: joined, the database would go through every segment of a frequent finding in search of the few whose case is wanted.
    /// </param>
    internal static IQueryable<SegmentationCase> WithSegment(IQueryable<SegmentationCase> cases, IQueryable<CaseSegment>? segments, bool areFew) =>
        segments is null ? cases
        : areFew ? cases.Where(c => segments.Where(s => s.CaseId == c.Id).Min(s => (int?)s.Number) != null)
        : cases.Where(c => segments.Any(s => s.CaseId == c.Id));

    /// <summary>
    /// By accession number, by any number of the patient, by the UID of study, image or SEG, or by the case's own id. The images are looked up first, each by its
    /// index: one query over all of these ways would read the whole table. Numbers are found as typed, and in capitals or small letters: the index knows no others.
    /// </summary>
    /// <param name="people">Null where patients are not searched for.</param>
    private static async Task<IQueryable<SegmentationCase>> FoundAsync(
        PipelineDbContext db, IQueryable<SegmentationCase> cases, string text, PatientNumbers? people, CancellationToken cancellation)
    {
        if (Guid.TryParse(text, out var id))
            return cases.Where(c => c.Id == id);
        List<string?> numbers = [.. PatientMerge.Forms(text)];
        var studies = await db.Studies.Where(s => numbers.Contains(s.AccessionNumber)).Select(s => s.StudyInstanceUid).Take(MostStudies).ToListAsync(cancellation).ConfigureAwait(false);
        if (people is not null)
            studies.AddRange(await OfPatient(db, [.. numbers, .. people.Of(text)]).Select(s => s.StudyInstanceUid).Take(MostStudies).ToListAsync(cancellation).ConfigureAwait(false));
        studies.Add(text);
        var images = await db.SourceImages.Where(i => studies.Contains(i.StudyInstanceUid)).Select(i => i.SopInstanceUid).Take(2 * MostStudies).ToListAsync(cancellation).ConfigureAwait(false);
        images.AddRange(await db.Cases.Where(c => c.SegSopInstanceUid == text).Select(c => c.SopInstanceUid).Take(1).ToListAsync(cancellation).ConfigureAwait(false));
        images.Add(text);
        return cases.Where(c => images.Contains(c.SopInstanceUid));
    }

    internal static IQueryable<Study> OfPatient(PipelineDbContext db, List<string?> numbers) => db.Studies.Where(s => numbers.Contains(s.PatientId));

    /// <returns>In the order of the ids.</returns>
    private static async Task<List<WorklistRow>> RowsAsync(PipelineDbContext db, List<Guid> ids, CancellationToken cancellation)
    {
        var rows = from c in db.Cases.Where(c => ids.Contains(c.Id))
                   join image in db.SourceImages on c.SopInstanceUid equals image.SopInstanceUid
                   join study in db.Studies on image.StudyInstanceUid equals study.StudyInstanceUid
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
                   };
        var byId = await rows.ToDictionaryAsync(row => row.Id, cancellation).ConfigureAwait(false);
        return ids.ConvertAll(id => byId[id]);
    }

    private static async Task<IReadOnlyList<WorklistRow>> WithSegmentsAsync(PipelineDbContext db, List<WorklistRow> rows, CancellationToken cancellation)
    {
        var ids = rows.ConvertAll(row => row.Id);
        var segments = (await db.Segments.Where(s => ids.Contains(s.CaseId)).OrderBy(s => s.Number)
            .Select(s => new SegmentLine(s.CaseId, s.Number, s.FindingId, s.Side, s.Pixels)).ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(s => s.CaseId);
        var reviews = await ReviewStandings.ReadAsync(db, ids, cancellation).ConfigureAwait(false);
        return rows.ConvertAll(row => row with { Segments = [.. segments[row.Id]], Review = reviews.GetValueOrDefault(row.Id) });
    }
}
