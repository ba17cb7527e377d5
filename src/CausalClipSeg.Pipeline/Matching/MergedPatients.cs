using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Matching;

/// <summary>
/// Which reports are looked at again after two patient numbers were merged, or the merge was taken back. They go the way of a report that has just come, under its lock;
/// what stands already is left as it is, but for what stood only because of a merge that was an error.
/// </summary>
public sealed class MergedPatients(TimeProvider clock)
{
    /// <summary>Runs in the caller's transaction, after the merge was committed.</summary>
    public async Task LookAgainAsync(PipelineDbContext db, PatientMerge merge, CancellationToken cancellation)
    {
        var people = await PatientNumbers.OfAsync(db, [merge.Prior, merge.Surviving], cancellation).ConfigureAwait(false);
        List<string?> numbers = [.. people.Of(merge.Prior).Concat(people.Of(merge.Surviving)).Concat(PatientMerge.Forms(merge.Prior)).Concat(PatientMerge.Forms(merge.Surviving)).Distinct()];
        var current = db.ReportVersions.Where(v => v.SupersededById == null && numbers.Contains(v.PatientId));
        var found = await Unmet(db, current, numbers).Select(v => new { v.Id, v.ReportKey }).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var report in found)
            db.Enqueue(new ReportRecorded(report.Id), report.ReportKey, clock.GetUtcNow());
        if (merge.TakenBackAt is null)
            return;
        var standing = await Standing(db, current, numbers).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var (id, key, _, _) in standing.Where(report => !people.AreOne(report.Patient, report.OfStudy)).DistinctBy(report => report.Id))
            db.Enqueue(new ReportRecorded(id, Unmerged: true), key, clock.GetUtcNow());
    }

    /// <summary>Those that have found nothing, and those that name a further study of the person.</summary>
    private static IQueryable<ReportVersion> Unmet(PipelineDbContext db, IQueryable<ReportVersion> current, List<string?> numbers) => current.Where(v =>
        v.MatchState != MatchState.Matched
        || v.References.Any(r => db.Studies.Any(s => numbers.Contains(s.PatientId) && s.StudyInstanceUid != v.StudyInstanceUid
            && ((r.Kind == ReferenceKind.Study && s.StudyInstanceUid == r.Value) || (r.Kind == ReferenceKind.Accession && s.AccessionNumber == r.Value)))));

    /// <summary>Reports with the number of each patient on whose images a case of theirs stands.</summary>
    private static IQueryable<StandingReport> Standing(PipelineDbContext db, IQueryable<ReportVersion> current, List<string?> numbers) =>
        from report in current.Where(v => v.MatchState == MatchState.Matched)
        join made in db.Cases.Where(c => c.State != CaseState.Withdrawn && c.State != CaseState.Superseded) on report.Id equals made.ReportVersionId
        join image in db.SourceImages on made.SopInstanceUid equals image.SopInstanceUid
        join study in db.Studies.Where(s => numbers.Contains(s.PatientId)) on image.StudyInstanceUid equals study.StudyInstanceUid
        select new StandingReport(report.Id, report.ReportKey, report.PatientId!, study.PatientId!);

    private sealed record StandingReport(Guid Id, string Key, string Patient, string OfStudy);
}
