using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>
/// Puts a label among those of the same image and sentence: it supersedes what the same reader said before; what another reader said stays, and how far
/// apart the two are is written down.
/// </summary>
public sealed class LabelShelf(PipelineStore store, TimeProvider clock)
{
    /// <summary>Adds the label and its message to the running transaction.</summary>
    public async Task AddAsync(PipelineDbContext db, LabelRecord label, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var current = await db.Labels
            .Where(l => l.SopInstanceUid == label.SopInstanceUid && l.SupersededById == null && l.ExcludedAt == null)
            .Where(l => (l.ReferringText != null && l.ReferringText == label.ReferringText) || (l.TrackingUid != null && l.TrackingUid == label.TrackingUid))
            .ToListAsync(cancellation).ConfigureAwait(false);
        db.Labels.Add(label);
        foreach (var earlier in current)
            if (earlier.Role == label.Role && earlier.Reader == label.Reader)
                earlier.SupersedeBy(label);
            else if (Dice(earlier, label) is { } dice)
                db.LabelDisagreements.Add(new LabelDisagreement
                {
                    EarlierLabelId = earlier.Id, LaterLabelId = label.Id, SopInstanceUid = label.SopInstanceUid, Dice = dice, At = now,
                });
        db.Enqueue(new LabelAccepted(label.Id, label.SopInstanceUid), label.SopInstanceUid, now);
    }

    /// <summary>Takes labels out of every later data set: a consent that was taken back, an image that should not have come.</summary>
    /// <returns>How many left.</returns>
    public Task<int> ExcludeAsync(string sopOrStudyInstanceUid, string reason, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var images = await db.SourceImages.Where(i => i.SopInstanceUid == sopOrStudyInstanceUid || i.StudyInstanceUid == sopOrStudyInstanceUid)
                .Select(i => i.SopInstanceUid).ToListAsync(cancellation).ConfigureAwait(false);
            var labels = await db.Labels.Where(l => images.Contains(l.SopInstanceUid) && l.ExcludedAt == null).ToListAsync(cancellation).ConfigureAwait(false);
            labels.ForEach(label => label.Exclude(reason, clock.GetUtcNow()));
            return labels.Count;
        }, cancellation);

    /// <summary>Null where one of the two is no mask of the lesion.</summary>
    private static double? Dice(LabelRecord a, LabelRecord b)
    {
        if (a.Verdict == LabelVerdict.WrongSide || b.Verdict == LabelVerdict.WrongSide || a.Rows != b.Rows || a.Columns != b.Columns)
            return null;
        var (first, second) = (MaskBlob.Unpack(a.Mask, a.Rows, a.Columns), MaskBlob.Unpack(b.Mask, b.Rows, b.Columns));
        long both = 0, sum = 0;
        for (var i = 0; i < first.Length; i++)
        {
            both += first[i] & second[i];
            sum += first[i] + second[i];
        }
        return sum == 0 ? 1 : 2.0 * both / sum;
    }
}
