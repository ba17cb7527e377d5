using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>
/// When the images of a study are complete: after the rule's quiet period, which lies in the database. A late image opens the study again, and its next
/// completeness is the next revision.
/// </summary>
public sealed class StudyCompleteness(IOptions<IntakeOptions> options, TimeProvider clock)
{
    /// <summary>Reads no more of the study than it decides by: in a series of hundreds of slices each has its turn.</summary>
    /// <returns>Until when to wait, or null when the study is complete (and has just been counted as such, if an image was new).</returns>
    public async Task<DateTimeOffset?> WaitOrCompleteAsync(PipelineDbContext db, Study study, CancellationToken cancellation)
    {
        var images = db.SourceImages.Where(i => i.StudyInstanceUid == study.StudyInstanceUid);
        if (await IsQuietUntilAsync(study, images, cancellation).ConfigureAwait(false) is { } until)
            return until;
        var late = await images.Where(i => i.StudyRevision == null).ToListAsync(cancellation).ConfigureAwait(false);
        if (late.Count > 0)
            study.Complete();
        foreach (var image in late)
            image.StudyRevision = study.Revision;
        await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return null;
    }

    /// <summary>A time further away than the rule allows comes from a clock that has been set back since: the study is complete.</summary>
    private async Task<DateTimeOffset?> IsQuietUntilAsync(Study study, IQueryable<SourceImage> images, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (study.QuietUntil is not { } until || until <= now)
            return null;
        var modalities = await images.Select(i => i.Modality).Distinct().ToListAsync(cancellation).ConfigureAwait(false);
        return until <= now + modalities.Select(options.Value.QuietFor).DefaultIfEmpty(TimeSpan.Zero).Max() ? until : null;
    }
}
