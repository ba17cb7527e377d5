using System.Collections.Concurrent;
using CausalClipSeg.Persistence;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>Who looked at which case: every page, of the pictures on it the first within some minutes, and every file that leaves.</summary>
public sealed class CaseViews(PipelineStore store, AuditTrail trail, TimeProvider clock)
{
    private const int Most = 10_000;
    private static readonly TimeSpan OneSitting = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(string Who, Guid Case), DateTimeOffset> _pictures = new();

    /// <summary>Written before anything is shown; a case that does not exist shows nothing.</summary>
    public async Task RecordAsync(Guid caseId, AuditParticipant who, CaseViewing viewing, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var isPictures = viewing == CaseViewing.Pictures;
        if (isPictures && _pictures.TryGetValue((who.UserId, caseId), out var last) && now - last < OneSitting)
            return;
        var about = await store.ReadAsync(db => AboutAsync(db, caseId, cancellation), cancellation).ConfigureAwait(false);
        if (about is not { } found)
            return;
        await trail.RecordAsync(viewing switch
        {
            CaseViewing.Pictures => AuditEvents.PicturesViewed(who, caseId, found.Patient, found.Study, found.SopClass),
            CaseViewing.Export => AuditEvents.Exported(who, caseId, found.Patient, found.Study, DicomUID.SegmentationStorage.UID),
            _ => AuditEvents.CaseViewed(who, caseId, found.Patient, found.Study),
        }, cancellation).ConfigureAwait(false);
        if (!isPictures)
            return;
        if (_pictures.Count > Most)
            _pictures.Clear();
        _pictures[(who.UserId, caseId)] = now;
    }

    private static async Task<(string? Patient, string Study, string SopClass)?> AboutAsync(PipelineDbContext db, Guid caseId, CancellationToken cancellation) =>
        await (from c in db.Cases.Where(c => c.Id == caseId)
               join image in db.SourceImages on c.SopInstanceUid equals image.SopInstanceUid
               join study in db.Studies on image.StudyInstanceUid equals study.StudyInstanceUid
               select new { study.PatientId, study.StudyInstanceUid, image.SopClassUid }).SingleOrDefaultAsync(cancellation).ConfigureAwait(false) is { } found
            ? (found.PatientId, found.StudyInstanceUid, found.SopClassUid)
            : null;
}

/// <summary>In which way a case is looked at.</summary>
public enum CaseViewing
{
    Page,
    Pictures,

    /// <summary>A file that the visitor keeps.</summary>
    Export,
}
