using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Matching;

/// <summary>
/// Which images a report speaks of. A Study Instance UID in the report decides; without one the accession number does, for every study that carries it.
/// Nothing is guessed: a report that finds no study waits for it.
/// </summary>
public sealed class Matcher
{
    public async Task<IReadOnlyList<SourceImage>> ImagesForAsync(PipelineDbContext db, ReportVersion report, CancellationToken cancellation)
    {
        if (report.ClaimedStudyInstanceUid is { } uid)
            return await db.SourceImages.Where(i => i.StudyInstanceUid == uid).OrderBy(i => i.SopInstanceUid).ToListAsync(cancellation).ConfigureAwait(false);
        return await db.SourceImages
            .Where(i => db.Studies.Any(s => s.StudyInstanceUid == i.StudyInstanceUid && s.AccessionNumber == report.AccessionNumber))
            .OrderBy(i => i.SopInstanceUid).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The newest versions of all reports that speak of the image's study.</summary>
    public async Task<IReadOnlyList<ReportVersion>> ReportsForAsync(PipelineDbContext db, SourceImage image, CancellationToken cancellation)
    {
        var accession = await db.Studies.Where(s => s.StudyInstanceUid == image.StudyInstanceUid).Select(s => s.AccessionNumber)
            .SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        return await db.ReportVersions
            .Where(v => v.SupersededById == null)
            .Where(v => v.ClaimedStudyInstanceUid == image.StudyInstanceUid
                || (v.ClaimedStudyInstanceUid == null && accession != null && v.AccessionNumber == accession))
            .OrderBy(v => v.ReportKey).ToListAsync(cancellation).ConfigureAwait(false);
    }

    public static string MatchedReason(ReportVersion report) =>
        report.ClaimedStudyInstanceUid is null ? $"Accession number {report.AccessionNumber}." : "Study Instance UID in the report.";

    /// <summary>What a report without images waits for, in words.</summary>
    public static string WaitingReason(ReportVersion report) => report.ClaimedStudyInstanceUid is { } uid
        ? $"No image of study {uid} has arrived yet."
        : $"No image with accession number {report.AccessionNumber} has arrived yet.";
}
