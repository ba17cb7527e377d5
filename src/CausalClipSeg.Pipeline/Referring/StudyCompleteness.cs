using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>
/// When the images of a study are complete: after the rule's quiet period, which lies in the database. A late image opens the study again, and its next
/// completeness is the next revision.
/// </summary>
public sealed class StudyCompleteness(IOptions<IntakeOptions> options, TimeProvider clock)
{
    /// <returns>Until when to wait, or null when the study is complete (and has just been counted as such, if an image was new).</returns>
    public async Task<DateTimeOffset?> WaitOrCompleteAsync(PipelineDbContext db, Study study, IReadOnlyList<SourceImage> images, CancellationToken cancellation)
    {
        if (IsQuietUntil(study, images) is { } until)
            return until;
        var late = images.Where(i => i.StudyRevision is null).ToList();
        if (late.Count > 0)
            study.Complete();
        foreach (var image in late)
            image.StudyRevision = study.Revision;
        await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return null;
    }

    /// <summary>A time further away than the rule allows comes from a clock that has been set back since: the study is complete.</summary>
    private DateTimeOffset? IsQuietUntil(Study study, IReadOnlyList<SourceImage> images)
    {
        var longest = images.Select(i => options.Value.QuietFor(i.Modality)).DefaultIfEmpty(TimeSpan.Zero).Max();
        var now = clock.GetUtcNow();
        return study.QuietUntil is { } until && until > now && until <= now + longest ? until : null;
    }
}
