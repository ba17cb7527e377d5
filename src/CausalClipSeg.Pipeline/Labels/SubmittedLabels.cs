using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>A reader's word that an outside system publishes as plain JSON; what cannot be used is a recorded refusal.</summary>
public sealed class SubmittedLabels(
    ExactlyOnce once, RefusalLog refusals, SegmentationLabels segmentations, ReviewLabels reviews, IOptions<LabelOptions> options, IOptions<IntakeOptions> intake, TimeProvider clock)
{
    private const string Source = "label";

    public async Task AcceptAsync(LabelSubmitted message, MessageIdentity identity, CancellationToken cancellation)
    {
        if (WhyUnusable(message, out var origin) is { } reason)
            await refusals.RecordAsync(Source, message.ResultSegSopInstanceUid ?? message.Path, reason, identity, cancellation).ConfigureAwait(false);
        else if (message.Path is { Length: > 0 } path)
            await segmentations.AcceptFileAsync(Path.GetFullPath(path), origin, identity, cancellation).ConfigureAwait(false);
        else
            await once.RunAsync(identity, db => JudgeAsync(db, message, origin, cancellation), cancellation).ConfigureAwait(false);
    }

    private async Task JudgeAsync(PipelineDbContext db, LabelSubmitted message, LabelOrigin origin, CancellationToken cancellation)
    {
        var judged = await db.Cases.Where(c => c.SegSopInstanceUid == message.ResultSegSopInstanceUid).Select(c => (Guid?)c.Id)
            .FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        var refusal = judged is { } caseId
            ? (await reviews.RecordAsync(db, new Review(caseId, message.SegmentNumber, Enum.Parse<ReviewVerdict>(message.Verdict ?? "", ignoreCase: true), null, origin.Role, origin.Comment),
                origin, cancellation).ConfigureAwait(false)).Refusal
            : $"No result here has the SOP Instance UID {message.ResultSegSopInstanceUid}; name the SEG that this system made.";
        if (refusal is not null)
            db.Refusals.Add(new Refusal { At = clock.GetUtcNow(), Source = Source, Subject = message.ResultSegSopInstanceUid, Reason = refusal });
    }

    private string? WhyUnusable(LabelSubmitted message, out LabelOrigin origin)
    {
        var settings = options.Value;
        var known = Enum.TryParse(message.Use ?? settings.Use.ToString(), ignoreCase: true, out LabelUse use) && Enum.IsDefined(use);
        origin = new LabelOrigin("event", message.Role ?? settings.PacsRole)
        {
            Reader = LabelOrigin.Pseudonym(message.Reader, settings), Comment = message.Comment, Site = message.Site ?? settings.Site, Use = use, At = message.At,
        };
        if (!known)
            return $"'{message.Use}' is no use of a label: unrestricted, research or none. See docs/events/label-submitted.schema.json.";
        if (message.Path is { Length: > 0 } path)
            return WhyNotReadable(Path.GetFullPath(path));
        if (string.IsNullOrEmpty(message.ResultSegSopInstanceUid))
            return "The event names neither a SEG in a shared folder (path) nor a result of ours (resultSegSopInstanceUid). See docs/events/label-submitted.schema.json.";
        return message.Verdict?.ToLowerInvariant() is "accepted" or "rejected" or "wrongside"
            ? null
            : $"'{message.Verdict}' is no verdict on a result: accepted, rejected or wrongSide. A drawn mask comes as a SEG (path).";
    }

    private string? WhyNotReadable(string full) =>
        !intake.Value.SharedFolders.Any(folder => full.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            ? "The event's path lies below none of the folders in Intake:SharedFolders. Add the folder there, or send the SEG by C-STORE."
            : File.Exists(full) ? null : $"There is no file {full}.";
}
