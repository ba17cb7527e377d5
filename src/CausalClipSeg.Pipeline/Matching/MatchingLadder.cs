using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Matching;

/// <summary>Where a climb ended: the studies of the rung that holds, or why none does.</summary>
public sealed record Rung(IReadOnlyList<string> Studies, string Reason, bool NeedsPerson = false);

/// <summary>The rungs from a report to its studies. A lower rung never overrules a higher identifier: a study that carries another one is not the report's.</summary>
public sealed class MatchingLadder(IOptions<MatchingOptions> options)
{
    private TimeSpan Window => TimeSpan.FromMinutes(options.Value.PatientWindowMinutes);

    private string PatientAndTime => $"Patient and time, within {options.Value.PatientWindowMinutes} minutes.";

    /// <summary>Each report's end of the climb, by its version's id. However many climb, a rung is one look into the studies.</summary>
    public async Task<IReadOnlyDictionary<Guid, Rung>> ClimbAsync(PipelineDbContext db, IReadOnlyCollection<ReportVersion> reports, CancellationToken cancellation)
    {
        var left = await ClimbersAsync(db, reports, cancellation).ConfigureAwait(false);
        var ends = new Dictionary<Guid, Rung>();
        await RungAsync(c => c.Uids.Count > 0, on => Named(db, [.. on.SelectMany(c => c.Uids)]), ByStudy).ConfigureAwait(false);
        await RungAsync(c => c.Accessions.Count > 0, on => Carrying(db, [.. on.SelectMany(c => c.Accessions)]), ByAccession).ConfigureAwait(false);
        await RungAsync(c => c.Report is { RequestedProcedureId: not null, PatientId: not null }, on => OfProcedures(db, on), ByRequestedProcedure).ConfigureAwait(false);
        await RungAsync(c => Window > TimeSpan.Zero && c.Report is { ObservedAt: not null, PatientId: not null }, on => AboutTheTime(db, on), ByPatientAndTime).ConfigureAwait(false);
        left.ForEach(climber => ends.Add(climber.Report.Id, new([], WaitingFor(climber))));
        return ends;

        async Task RungAsync(Predicate<Climber> canStand, Func<List<Climber>, IQueryable<Study>> look, Func<Climber, List<Study>, Rung?> holds)
        {
            if (left.FindAll(canStand) is not { Count: > 0 } standing)
                return;
            var studies = await look(standing).ToListAsync(cancellation).ConfigureAwait(false);
            foreach (var climber in standing)
                if (holds(climber, studies) is { } rung)
                    ends.Add(climber.Report.Id, rung);
            left.RemoveAll(climber => ends.ContainsKey(climber.Report.Id));
        }
    }

    /// <summary>
    /// The report versions that a rung below the accession number could bring to this study: of its patient, decided by no identifier of their own, and of its
    /// requested procedure or of about its time; besides those that stand on it already. Whatever else the patient has is not looked at. Apart from these, no
    /// match state is asked for: a decision that is just under way must not take a report out before its lock is waited for.
    /// </summary>
    /// <param name="patient">Every number of the study's patient.</param>
    public IQueryable<Guid> OnLowerRungs(PipelineDbContext db, Study study, IReadOnlyList<string?> patient)
    {
        var ofPatient = db.ReportVersions.Where(v => patient.Contains(v.PatientId) && v.References.All(r => r.Kind != ReferenceKind.Study));
        var ids = ofPatient.Where(v => v.StudyInstanceUid == study.StudyInstanceUid).Select(v => v.Id);
        var undecided = study.AccessionNumber is not null
            ? ofPatient.Where(v => v.References.All(r => r.Kind != ReferenceKind.Accession))
            : ofPatient.Where(v => !v.References.Any(r => r.Kind == ReferenceKind.Accession && db.Studies.Any(s => s.AccessionNumber == r.Value)));
        if (study.RequestedProcedureId is { } procedure)
            ids = ids.Union(undecided.Where(v => v.RequestedProcedureId == procedure).Select(v => v.Id));
        if (Window > TimeSpan.Zero && study.StudyTime is { } time)
        {
            var (from, to) = (time - Window, time + Window);
            ids = ids.Union(undecided.Where(v => v.ObservedAt >= from && v.ObservedAt <= to).Select(v => v.Id));
        }
        return ids;
    }

    private static async Task<List<Climber>> ClimbersAsync(PipelineDbContext db, IReadOnlyCollection<ReportVersion> reports, CancellationToken cancellation)
    {
        // Read with the report, or now.
        var unread = reports.Where(report => report.References.Count == 0).Select(report => report.Id).ToList();
        var read = unread.Count == 0 ? [] : await db.ReportReferences.AsNoTracking().Where(r => unread.Contains(r.ReportVersionId)).ToListAsync(cancellation).ConfigureAwait(false);
        var own = read.ToLookup(reference => reference.ReportVersionId);
        var people = await PatientNumbers.OfAsync(db, reports.Select(report => report.PatientId), cancellation).ConfigureAwait(false);
        return [.. reports.Select(report => new Climber(report,
            Of([.. report.References, .. own[report.Id]], ReferenceKind.Study, report.ClaimedStudyInstanceUid),
            Of([.. report.References, .. own[report.Id]], ReferenceKind.Accession, report.AccessionNumber),
            report.PatientId is { } patient ? [.. people.Of(patient)] : []))];
    }

    private static List<string> Of(IReadOnlyCollection<ReportReference> references, ReferenceKind kind, string? first) =>
        [.. references.Where(r => r.Kind == kind).Select(r => r.Value).Concat(first is null ? [] : [first]).Distinct()];

    private static IQueryable<Study> Named(PipelineDbContext db, List<string> uids) => db.Studies.Where(s => uids.Contains(s.StudyInstanceUid));

    private static IQueryable<Study> Carrying(PipelineDbContext db, List<string> accessions) =>
        db.Studies.Where(s => s.AccessionNumber != null && accessions.Contains(s.AccessionNumber));

    private static IQueryable<Study> OfProcedures(PipelineDbContext db, List<Climber> climbers)
    {
        var (patients, procedures) = (climbers.SelectMany(c => c.Patient).Distinct().ToList(), climbers.Select(c => c.Report.RequestedProcedureId).Distinct().ToList());
        return db.Studies.Where(s => patients.Contains(s.PatientId) && procedures.Contains(s.RequestedProcedureId));
    }

    private IQueryable<Study> AboutTheTime(PipelineDbContext db, List<Climber> climbers)
    {
        var patients = climbers.SelectMany(c => c.Patient).Distinct().ToList();
        var (from, to) = (climbers.Min(c => c.Report.ObservedAt) - Window, climbers.Max(c => c.Report.ObservedAt) + Window);
        return db.Studies.Where(s => patients.Contains(s.PatientId) && s.StudyTime >= from && s.StudyTime <= to);
    }

    // A report that names its study means that study and no other, whatever else it carries.
    private Rung ByStudy(Climber climber, List<Study> studies)
    {
        var found = studies.FindAll(study => climber.Uids.Contains(study.StudyInstanceUid));
        var own = OfSamePatient(found, climber);
        return own.Count > 0 ? new(own, "Study Instance UID in the report.")
            : found.Count > 0 ? OfAnotherPatient($"Study {string.Join(" or ", climber.Uids)}, which the report names,", "is")
            : new([], $"No image of study {string.Join(" or ", climber.Uids)} has arrived yet.");
    }

    private Rung? ByAccession(Climber climber, List<Study> studies)
    {
        var found = studies.FindAll(study => study.AccessionNumber is { } carried && climber.Accessions.Contains(carried));
        var own = OfSamePatient(found, climber);
        if (own.Count > 0)
            return new(own, $"Accession number {string.Join(", ", climber.Accessions)}{(own.Count > 1 ? $", which {own.Count} studies carry" : "")}.");
        return found.Count == 0 ? null : OfAnotherPatient($"Accession number {string.Join(", ", climber.Accessions)}", "belongs to a study");
    }

    // Its id is unique within an accession only (PS3.3 C.4.11), so it needs the patient beside it.
    private static Rung? ByRequestedProcedure(Climber climber, List<Study> studies)
    {
        var procedure = climber.Report.RequestedProcedureId;
        var own = studies.Where(study => study.RequestedProcedureId == procedure && climber.Patient.Contains(study.PatientId) && !climber.MeansAnotherThan(study))
            .Select(study => study.StudyInstanceUid).ToList();
        return own.Count > 0 ? new(own, $"Requested procedure {procedure} of the report's patient.") : null;
    }

    private Rung? ByPatientAndTime(Climber climber, List<Study> studies)
    {
        var report = climber.Report;
        // Found before, and still the one: a later study of the same hour does not make it doubtful.
        if (report is { MatchState: MatchState.Matched, StudyInstanceUid: { } settled })
            return new([settled], PatientAndTime);
        var (from, to) = (report.ObservedAt - Window, report.ObservedAt + Window);
        var own = studies.Where(study => climber.Patient.Contains(study.PatientId) && study.StudyTime >= from && study.StudyTime <= to && !climber.MeansAnotherThan(study))
            .Select(study => study.StudyInstanceUid).ToList();
        return own.Count switch
        {
            0 => null,
            1 => new(own, PatientAndTime),
            _ => new([], $"{own.Count} studies of the report's patient lie within {options.Value.PatientWindowMinutes} minutes of it, and it cannot be told which is meant. Send the report again with its Study Instance UID or accession number.", NeedsPerson: true),
        };
    }

    // Where one of them says nothing of its patient, nothing speaks against it.
    private List<string> OfSamePatient(IEnumerable<Study> studies, Climber climber) =>
        [.. studies.Where(study => !options.Value.CheckPatient || study.PatientId is not { } own || climber.Report.PatientId is null || climber.IsNumbered(own)).Select(study => study.StudyInstanceUid)];

    private static Rung OfAnotherPatient(string what, string belongs) =>
        new([], $"{what} {belongs} of another patient than the report's. Correct the report or the study, or set Matching:CheckPatient to false where their patient ids differ by design.", NeedsPerson: true);

    private string WaitingFor(Climber climber) =>
        climber.Accessions.Count > 0 ? $"No image with accession number {string.Join(" or ", climber.Accessions)} has arrived yet."
        : options.Value.PatientWindowMinutes > 0 && climber.Report.ObservedAt is not null ? $"No study of the report's patient within {options.Value.PatientWindowMinutes} minutes of it has arrived yet."
        : "No study of the report's requested procedure has arrived yet.";

    /// <summary>A report with what it names.</summary>
    /// <param name="Patient">Every number of its patient.</param>
    private sealed record Climber(ReportVersion Report, List<string> Uids, List<string> Accessions, List<string?> Patient)
    {
        public bool IsNumbered(string number) => Patient.Exists(own => number.Trim().Equals(own?.Trim(), StringComparison.OrdinalIgnoreCase));

        public bool MeansAnotherThan(Study study) => study.AccessionNumber is { } own && Accessions.Count > 0 && !Accessions.Contains(own);
    }
}
