using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>
/// Puts a label among those of the same image and sentence: of what one reader said the latest counts, whenever it arrived; what another reader said stays, and
/// how far apart the two are is written down. Labels without a reader are each another's: nobody knows that they are the same person's.
/// </summary>
public sealed class LabelShelf(PipelineStore store, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Adds the label and its message to the running transaction.</summary>
    public async Task AddAsync(PipelineDbContext db, LabelRecord label, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var current = await db.Labels.Standing().Where(l => l.SopInstanceUid == label.SopInstanceUid)
            .Where(l => (l.ReferringText != null && l.ReferringText == label.ReferringText) || (l.TrackingUid != null && l.TrackingUid == label.TrackingUid))
            .ToListAsync(cancellation).ConfigureAwait(false);
        db.Labels.Add(label);
        if (await ExclusionAsync(db, label.SopInstanceUid, cancellation).ConfigureAwait(false) is { } exclusion)
            label.Exclude(exclusion.Reason, now);
        foreach (var earlier in current)
            if (label.Reader is not null && earlier.Role == label.Role && earlier.Reader == label.Reader)
            {
                (earlier.CreatedAt <= label.CreatedAt ? earlier : label).SupersedeBy(earlier.CreatedAt <= label.CreatedAt ? label : earlier);
                Leave(db, earlier, now);
            }
            else if (earlier.ExcludedAt is null && Dice(earlier, label) is { } dice)
                db.LabelDisagreements.Add(new LabelDisagreement
                {
                    EarlierLabelId = earlier.Id, LaterLabelId = label.Id, SopInstanceUid = label.SopInstanceUid, Dice = dice, At = now,
                });
        db.Enqueue(new LabelAccepted(label.Id, label.SopInstanceUid), label.SopInstanceUid, now);
        await TellAsync(db, label, $"Segment {label.SegmentNumber}: a reader's word ({label.Verdict}), by {label.Source}.", now, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes a word back in the running transaction.</summary>
    public async Task TakeBackAsync(PipelineDbContext db, LabelRecord label, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        label.TakeBack(now);
        Leave(db, label, now);
        await TellAsync(db, label, $"Segment {label.SegmentNumber}: its reader took the word back ({label.Verdict}).", now, cancellation).ConfigureAwait(false);
    }

    /// <summary>What the archive holds of a word that does not stand any more is taken back there, too.</summary>
    private static void Leave(PipelineDbContext db, LabelRecord label, DateTimeOffset now)
    {
        if (label.IsLeftInArchive)
            db.Enqueue(new ReviewWithdrawn(label.Id), label.Id.ToString(), now);
    }

    /// <summary>A line in the case's history, from which the pages of every process learn of it; the case stays where it stands.</summary>
    private static async Task TellAsync(PipelineDbContext db, LabelRecord label, string what, DateTimeOffset now, CancellationToken cancellation)
    {
        if (label.CaseId is not { } about)
            return;
        var stands = await db.Cases.Where(c => c.Id == about).Select(c => c.State).SingleAsync(cancellation).ConfigureAwait(false);
        db.CaseEvents.Add(new CaseEvent { CaseId = about, At = now, From = stands, To = stands, Cause = what, LabelId = label.Id });
    }

    /// <summary>Takes the labels of an image or study out of every later data set, those that come later too: a consent that was taken back, an image that should not have come.</summary>
    /// <param name="by">Whose word it is, for the audit trail.</param>
    /// <returns>How many left; null where no such image is known.</returns>
    public Task<int?> ExcludeAsync(string sopOrStudyInstanceUid, string reason, AuditParticipant by, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var images = await db.SourceImages.Where(i => i.SopInstanceUid == sopOrStudyInstanceUid || i.StudyInstanceUid == sopOrStudyInstanceUid)
                .Select(i => new { i.SopInstanceUid, i.StudyInstanceUid }).ToListAsync(cancellation).ConfigureAwait(false);
            if (images.Count == 0)
                return (int?)null;
            var count = await ExcludeAsync(db, images.ConvertAll(i => i.SopInstanceUid), sopOrStudyInstanceUid, reason, cancellation).ConfigureAwait(false);
            await trail.AppendAsync(db, AuditEvents.LabelsExcluded(by, AuditObject.Study(images[0].StudyInstanceUid), sopOrStudyInstanceUid, count, reason), cancellation).ConfigureAwait(false);
            return count;
        }, cancellation);

    /// <summary>The same for everything of a patient, by the identifier that images or an import's manifest name, or by one that was merged with it.</summary>
    /// <returns>How many left; null where no such patient is known.</returns>
    public Task<int?> ExcludePatientAsync(string patient, string reason, AuditParticipant by, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var named = patient.Trim();
            var people = await PatientNumbers.OfAsync(db, [named], cancellation).ConfigureAwait(false);
            var images = await ImagesAsync(db, people.Of(named), cancellation).ConfigureAwait(false);
            if (images.Count == 0)
                return (int?)null;
            var count = await ExcludeAsync(db, images, LabelExclusion.OfPatient(PatientMerge.KeyOf(named)), reason, cancellation).ConfigureAwait(false);
            await trail.AppendAsync(db, AuditEvents.LabelsExcluded(by, AuditObject.Patient(named), "the patient", count, reason), cancellation).ConfigureAwait(false);
            return count;
        }, cancellation);

    /// <summary>After a merge: where one of the person's numbers is excluded, so is what lies under the others. Runs in the caller's transaction.</summary>
    public async Task ExcludeMergedAsync(PipelineDbContext db, PatientMerge merge, CancellationToken cancellation)
    {
        var numbers = (await PatientNumbers.OfAsync(db, [merge.Prior], cancellation).ConfigureAwait(false)).Of(merge.Prior);
        if (merge.TakenBackAt is not null || await ExclusionAsync(db, [.. numbers.Select(LabelExclusion.OfPatient)], cancellation).ConfigureAwait(false) is not { } exclusion)
            return;
        var images = await ImagesAsync(db, numbers, cancellation).ConfigureAwait(false);
        if (await ExcludeAsync(db, images, exclusion.Uid, exclusion.Reason, cancellation).ConfigureAwait(false) is > 0 and var count)
            await trail.AppendAsync(db, AuditEvents.LabelsExcluded(AuditEvents.Ourselves, AuditObject.Patient(merge.Surviving), "a patient whose numbers were merged", count, exclusion.Reason), cancellation).ConfigureAwait(false);
    }

    /// <summary>However images and manifests write the numbers: no index holds what a manifest says, so that all studies are looked through anyway.</summary>
    private static Task<List<string>> ImagesAsync(PipelineDbContext db, IReadOnlyList<string> numbers, CancellationToken cancellation)
    {
        List<string?> keys = [.. numbers.Select(PatientMerge.KeyOf).Distinct()];
        return db.SourceImages.Where(i => db.Studies.Any(s => s.StudyInstanceUid == i.StudyInstanceUid && (keys.Contains(s.PatientId!.ToUpper()) || keys.Contains(s.ImportedPatient!.ToUpper())
                || numbers.Contains(s.PatientId) || numbers.Contains(s.ImportedPatient))))
            .Select(i => i.SopInstanceUid).ToListAsync(cancellation);
    }

    private async Task<int> ExcludeAsync(PipelineDbContext db, List<string> images, string exclusion, string reason, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var labels = await db.Labels.Where(l => images.Contains(l.SopInstanceUid) && l.ExcludedAt == null).ToListAsync(cancellation).ConfigureAwait(false);
        labels.ForEach(label => label.Exclude(reason, now));
        if (!await db.LabelExclusions.AnyAsync(e => e.Uid == exclusion, cancellation).ConfigureAwait(false))
            db.LabelExclusions.Add(new LabelExclusion { Uid = exclusion, Reason = reason, At = now });
        return labels.Count;
    }

    /// <summary>The exclusion of the image itself, of its study or of its patient.</summary>
    private static async Task<LabelExclusion?> ExclusionAsync(PipelineDbContext db, string sopInstanceUid, CancellationToken cancellation)
    {
        // As an entity: an import may have named the patient in this very transaction.
        var study = await db.Studies.SingleOrDefaultAsync(s => db.SourceImages.Any(i => i.SopInstanceUid == sopInstanceUid && i.StudyInstanceUid == s.StudyInstanceUid), cancellation).ConfigureAwait(false);
        var named = ((string?[])[study?.PatientId, study?.ImportedPatient]).OfType<string>().ToList();
        var people = await PatientNumbers.OfAsync(db, named, cancellation).ConfigureAwait(false);
        return await ExclusionAsync(db, [sopInstanceUid, study?.StudyInstanceUid ?? "", .. named.SelectMany(people.Of).SelectMany(PatientMerge.Forms).Select(LabelExclusion.OfPatient)], cancellation).ConfigureAwait(false);
    }

    private static Task<LabelExclusion?> ExclusionAsync(PipelineDbContext db, List<string> uids, CancellationToken cancellation) =>
        db.LabelExclusions.FirstOrDefaultAsync(e => uids.Contains(e.Uid), cancellation);

    /// <summary>Null where one of the two is no mask of the lesion.</summary>
    private static double? Dice(LabelRecord a, LabelRecord b) =>
        a.Verdict == LabelVerdict.WrongSide || b.Verdict == LabelVerdict.WrongSide || a.Rows != b.Rows || a.Columns != b.Columns ? null : MaskBlob.Dice(a.Mask, b.Mask, a.Rows, a.Columns);
}
