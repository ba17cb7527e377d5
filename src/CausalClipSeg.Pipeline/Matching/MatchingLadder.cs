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
    public async Task<Rung> ClimbAsync(PipelineDbContext db, ReportVersion report, CancellationToken cancellation)
    {
        // Read with the report, or now.
        IReadOnlyCollection<ReportReference> references = report.References.Count > 0
            ? [.. report.References]
            : await db.ReportReferences.Where(r => r.ReportVersionId == report.Id).ToListAsync(cancellation).ConfigureAwait(false);
        var uids = Of(references, ReferenceKind.Study, report.ClaimedStudyInstanceUid);
        if (uids.Count > 0)
            return await ByStudyAsync(db, report, uids, cancellation).ConfigureAwait(false);
        var accessions = Of(references, ReferenceKind.Accession, report.AccessionNumber);
        return await ByAccessionAsync(db, report, accessions, cancellation).ConfigureAwait(false)
            ?? await ByRequestedProcedureAsync(db, report, accessions, cancellation).ConfigureAwait(false)
            ?? await ByPatientAndTimeAsync(db, report, accessions, cancellation).ConfigureAwait(false)
            ?? new([], WaitingFor(report, accessions));
    }

    private static List<string> Of(IReadOnlyCollection<ReportReference> references, ReferenceKind kind, string? first) =>
        [.. references.Where(r => r.Kind == kind).Select(r => r.Value).Concat(first is null ? [] : [first]).Distinct()];

    // A report that names its study means that study and no other, whatever else it carries.
    private async Task<Rung> ByStudyAsync(PipelineDbContext db, ReportVersion report, List<string> uids, CancellationToken cancellation)
    {
        var found = await db.Studies.Where(s => uids.Contains(s.StudyInstanceUid)).ToListAsync(cancellation).ConfigureAwait(false);
        var own = OfSamePatient(found, report);
        return own.Count > 0 ? new(own, "Study Instance UID in the report.")
            : found.Count > 0 ? OfAnotherPatient($"Study {string.Join(" or ", uids)}, which the report names,", "is")
            : new([], $"No image of study {string.Join(" or ", uids)} has arrived yet.");
    }

    private async Task<Rung?> ByAccessionAsync(PipelineDbContext db, ReportVersion report, List<string> accessions, CancellationToken cancellation)
    {
        if (accessions.Count == 0)
            return null;
        var found = await db.Studies.Where(s => s.AccessionNumber != null && accessions.Contains(s.AccessionNumber)).ToListAsync(cancellation).ConfigureAwait(false);
        var own = OfSamePatient(found, report);
        if (own.Count > 0)
            return new(own, $"Accession number {string.Join(", ", accessions)}{(own.Count > 1 ? $", which {own.Count} studies carry" : "")}.");
        return found.Count == 0 ? null : OfAnotherPatient($"Accession number {string.Join(", ", accessions)}", "belongs to a study");
    }

    // Its id is unique within an accession only (PS3.3 C.4.11), so it needs the patient beside it.
    private static async Task<Rung?> ByRequestedProcedureAsync(PipelineDbContext db, ReportVersion report, List<string> accessions, CancellationToken cancellation)
    {
        if (report is not { RequestedProcedureId: { } procedure, PatientId: { } patient })
            return null;
        var found = await db.Studies.Where(s => s.RequestedProcedureId == procedure && s.PatientId == patient).ToListAsync(cancellation).ConfigureAwait(false);
        var own = found.Where(study => !HasOtherAccession(study, accessions)).Select(study => study.StudyInstanceUid).ToList();
        return own.Count > 0 ? new(own, $"Requested procedure {procedure} of the report's patient.") : null;
    }

    private async Task<Rung?> ByPatientAndTimeAsync(PipelineDbContext db, ReportVersion report, List<string> accessions, CancellationToken cancellation)
    {
        if (options.Value.PatientWindowMinutes == 0 || report is not { PatientId: { } patient, ObservedAt: { } observed })
            return null;
        // Found before, and still the one: a later study of the same hour does not make it doubtful.
        if (report is { MatchState: MatchState.Matched, StudyInstanceUid: { } settled })
            return new([settled], $"Patient and time, within {options.Value.PatientWindowMinutes} minutes.");
        var window = TimeSpan.FromMinutes(options.Value.PatientWindowMinutes);
        var (from, to) = (observed - window, observed + window);
        var found = await db.Studies.Where(s => s.PatientId == patient && s.StudyTime >= from && s.StudyTime <= to).ToListAsync(cancellation).ConfigureAwait(false);
        var own = found.Where(study => !HasOtherAccession(study, accessions)).Select(study => study.StudyInstanceUid).ToList();
        return own.Count switch
        {
            0 => null,
            1 => new(own, $"Patient and time, within {options.Value.PatientWindowMinutes} minutes."),
            _ => new([], $"{own.Count} studies of the report's patient lie within {options.Value.PatientWindowMinutes} minutes of it, and it cannot be told which is meant. Send the report again with its Study Instance UID or accession number.", NeedsPerson: true),
        };
    }

    // Where one of them says nothing of its patient, nothing speaks against it.
    private List<string> OfSamePatient(IEnumerable<Study> studies, ReportVersion report) =>
        [.. studies.Where(study => !options.Value.CheckPatient || study.PatientId is not { } own || report.PatientId is not { } named || own.Trim().Equals(named.Trim(), StringComparison.OrdinalIgnoreCase))
            .Select(study => study.StudyInstanceUid)];

    private static Rung OfAnotherPatient(string what, string belongs) =>
        new([], $"{what} {belongs} of another patient than the report's. Correct the report or the study, or set Matching:CheckPatient to false where their patient ids differ by design.", NeedsPerson: true);

    private static bool HasOtherAccession(Study study, List<string> accessions) =>
        study.AccessionNumber is { } own && accessions.Count > 0 && !accessions.Contains(own);

    private string WaitingFor(ReportVersion report, List<string> accessions) =>
        accessions.Count > 0 ? $"No image with accession number {string.Join(" or ", accessions)} has arrived yet."
        : options.Value.PatientWindowMinutes > 0 && report.ObservedAt is not null ? $"No study of the report's patient within {options.Value.PatientWindowMinutes} minutes of it has arrived yet."
        : "No study of the report's requested procedure has arrived yet.";
}
