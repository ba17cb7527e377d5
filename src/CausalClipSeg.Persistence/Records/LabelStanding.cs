namespace CausalClipSeg.Persistence;

/// <summary>What became of a reader's word and of the person's SEG that it is in the archive; a query reads it without the masks.</summary>
/// <param name="IsReplaced">The reader has said something else since.</param>
/// <param name="RejectionSopInstanceUid">Named as soon as the person's SEG does not stand any more, be it because its case ended.</param>
public sealed record LabelStanding(bool IsReplaced, bool IsTakenBack, DateTimeOffset? StoredAt, string? RejectionSopInstanceUid, DateTimeOffset? RejectedAt)
{
    /// <summary>Neither replaced by its reader nor taken back.</summary>
    public bool Stands => !IsReplaced && !IsTakenBack;

    /// <summary>Nor has the person's SEG ended with its case.</summary>
    public bool SegStands => Stands && RejectionSopInstanceUid is null;

    /// <summary>The archive holds a person's SEG that does not stand, and has not been told.</summary>
    public bool IsLeftInArchive => StoredAt is not null && RejectedAt is null && !SegStands;
}

/// <summary>The same in a query.</summary>
public static class LabelsThatStand
{
    public static IQueryable<LabelRecord> Standing(this IQueryable<LabelRecord> labels) => labels.Where(l => l.SupersededById == null && l.TakenBackAt == null);
}
