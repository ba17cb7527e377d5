using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Matching;

/// <summary>
/// Which images a report speaks of, by a ladder whose first rung that the report can stand on decides: Study Instance UID, accession number, requested procedure,
/// patient and time. Nothing is guessed: a report that finds no study waits for it, one that finds too much waits for a person.
/// </summary>
public sealed class Matcher(MatchingLadder ladder)
{
    public async Task<ReportMatch> FindAsync(PipelineDbContext db, ReportVersion report, CancellationToken cancellation)
    {
        var rung = (await ladder.ClimbAsync(db, [report], cancellation).ConfigureAwait(false))[report.Id];
        if (rung.Studies.Count == 0)
            return new([], rung.Reason, rung.NeedsPerson);
        var images = await db.SourceImages.Where(i => rung.Studies.Contains(i.StudyInstanceUid))
            .OrderBy(i => i.StudyInstanceUid).ThenBy(i => i.SopInstanceUid).ToListAsync(cancellation).ConfigureAwait(false);
        return new(images, rung.Reason);
    }

    /// <summary>
    /// The newest versions of all reports that speak of the image's study, with its images: those that <see cref="FindAsync"/> brings to it, so that either order of
    /// arrival gives the same answer; and those of them that need a person. The number of statements does not grow with the reports.
    /// </summary>
    public async Task<IReadOnlyList<MatchedReport>> ReportsForAsync(PipelineDbContext db, SourceImage image, CancellationToken cancellation)
    {
        if (await db.Studies.FindAsync([image.StudyInstanceUid], cancellation).ConfigureAwait(false) is not { } study)
            return [];
        var candidates = await CandidatesAsync(db, study, cancellation).ConfigureAwait(false);
        var reports = await candidates.Include(v => v.References).OrderBy(v => v.ReportKey).ToListAsync(cancellation).ConfigureAwait(false);
        var ends = await ladder.ClimbAsync(db, reports, cancellation).ConfigureAwait(false);
        if (!ends.Values.Any(Concerns))
            return [];
        var images = await db.SourceImages.Where(i => i.StudyInstanceUid == study.StudyInstanceUid).OrderBy(i => i.SopInstanceUid).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. reports.Where(report => Concerns(ends[report.Id])).Select(report => new MatchedReport(report, Match(ends[report.Id], images)))];

        bool Concerns(Rung end) => end.NeedsPerson || end.Studies.Contains(study.StudyInstanceUid);

        static ReportMatch Match(Rung end, List<SourceImage> images) => new(end.NeedsPerson ? [] : images, end.Reason, end.NeedsPerson);
    }

    /// <summary>The keys of all reports that <see cref="ReportsForAsync"/> looks at for this study, in one order.</summary>
    public async Task<IReadOnlyList<string>> KeysForAsync(PipelineDbContext db, string studyInstanceUid, CancellationToken cancellation)
    {
        var study = await db.Studies.AsNoTracking().SingleAsync(s => s.StudyInstanceUid == studyInstanceUid, cancellation).ConfigureAwait(false);
        var candidates = await CandidatesAsync(db, study, cancellation).ConfigureAwait(false);
        var keys = await candidates.Select(v => v.ReportKey).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. keys.Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Each way of naming the study is a look into an index of its own; one condition with OR would read every report there is.</summary>
    private async Task<IQueryable<ReportVersion>> CandidatesAsync(PipelineDbContext db, Study study, CancellationToken cancellation)
    {
        var ids = Naming(db, ReferenceKind.Study, study.StudyInstanceUid);
        if (study.AccessionNumber is { } accession)
            ids = ids.Union(Naming(db, ReferenceKind.Accession, accession));
        if (study.PatientId is { } patient)
        {
            var people = await PatientNumbers.OfAsync(db, [patient], cancellation).ConfigureAwait(false);
            ids = ids.Union(ladder.OnLowerRungs(db, study, people.Of(patient)));
        }
        return db.ReportVersions.Where(v => v.SupersededById == null && ids.Contains(v.Id));
    }

    private static IQueryable<Guid> Naming(PipelineDbContext db, ReferenceKind kind, string value) =>
        db.ReportReferences.Where(r => r.Kind == kind && r.Value == value).Select(r => r.ReportVersionId);
}
