namespace CausalClipSeg.Persistence;

/// <summary>What a reader said of a result.</summary>
public enum LabelVerdict
{
    /// <summary>A mask that the reader drew, new or in place of ours.</summary>
    Drawn,

    /// <summary>Our mask, accepted as it is.</summary>
    Accepted,

    /// <summary>There is nothing of that there: an empty mask, which is learnt from like any other.</summary>
    Rejected,

    /// <summary>Our mask lies in the wrong lung. The mask is what is known to be wrong; candidates are judged on it, nothing learns from it.</summary>
    WrongSide,
}

/// <summary>What a label may be used for.</summary>
public enum LabelUse
{
    /// <summary>For the model that is in service.</summary>
    Unrestricted,

    /// <summary>For research only, not for a model that is in service.</summary>
    Research,

    /// <summary>Kept as a record, never learnt from and never judged on.</summary>
    None,
}

/// <summary>One reader's word on one sentence about one image: what the model learns from, or is judged on.</summary>
public sealed class LabelRecord
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string SopInstanceUid { get; init; }

    /// <summary>The reader's own SEG; null where none was drawn.</summary>
    public string? SegSopInstanceUid { get; init; }
    public required int SegmentNumber { get; init; }
    public required LabelVerdict Verdict { get; init; }
    public string? FindingId { get; init; }

    /// <summary>The patient's side: left, right, bilateral or none.</summary>
    public string? Side { get; init; }

    /// <summary>The sentence of the report.</summary>
    public string? Sentence { get; init; }

    /// <summary>The sentence in the model's grammar; a label without one is kept but cannot be learnt from.</summary>
    public string? ReferringText { get; init; }

    /// <summary>As <see cref="MaskBlob"/> packs it.</summary>
    public required byte[] Mask { get; init; }
    public required int Rows { get; init; }
    public required int Columns { get; init; }

    /// <summary>The case and the result that the reader looked at, and the weights that made it.</summary>
    public Guid? CaseId { get; init; }
    public string? ResultSegSopInstanceUid { get; init; }
    public string? ResultWeightsSha256 { get; init; }
    public string? TrackingUid { get; init; }

    /// <summary>The door: "PACS", "review", "event" or "import".</summary>
    public required string Source { get; init; }

    /// <summary>What the reader is ("radiologist"), never who.</summary>
    public required string Role { get; init; }

    /// <summary>Tells two readers of one role apart: a keyed hash, from which no name can be read.</summary>
    public string? Reader { get; init; }
    public string? Comment { get; init; }
    public string? Site { get; init; }
    public LabelUse Use { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public Guid? SupersededById { get; private set; }
    public DateTimeOffset? ExcludedAt { get; private set; }
    public string? ExclusionReason { get; private set; }

    /// <summary>When the reader who said it took it back: since then it is a word for nobody.</summary>
    public DateTimeOffset? TakenBackAt { get; private set; }

    /// <summary>Since when the archive holds it as a person's SEG, or has to be taken to.</summary>
    public DateTimeOffset? StoredAt { get; private set; }

    /// <summary>The Key Object by which the archive is told that the person's SEG does not stand (IHE IOCM), named already when the SEG's case ends, and when the archive took it.</summary>
    public string? RejectionSopInstanceUid { get; private set; }
    public DateTimeOffset? RejectedAt { get; private set; }
    public int RowVersion { get; private set; }

    public LabelStanding Standing => new(SupersededById is not null, TakenBackAt is not null, StoredAt, RejectionSopInstanceUid, RejectedAt);

    public bool SegStands => Standing.SegStands;

    public bool IsLeftInArchive => Standing.IsLeftInArchive;

    public void SupersedeBy(LabelRecord successor) => SupersededById = successor.Id;

    /// <summary>Takes the label out of every later data set; the record stays.</summary>
    public void Exclude(string reason, DateTimeOffset now) => (ExcludedAt, ExclusionReason) = (now, reason);

    public void TakeBack(DateTimeOffset now)
    {
        TakenBackAt = now;
        if (ExcludedAt is null)
            Exclude("Taken back by the reader who said it.", now);
    }

    /// <summary>The case has ended, and the person's SEG with it, wherever that is on its way. The word goes on as a label by the rules of data sets.</summary>
    public void EndWithCase(string rejectionSopInstanceUid) => RejectionSopInstanceUid = rejectionSopInstanceUid;

    public void Store(DateTimeOffset now) => StoredAt ??= now;

    /// <summary>The archive holds the Key Object that rejects the person's SEG.</summary>
    public void Reject(string rejectionSopInstanceUid, DateTimeOffset now) => (RejectionSopInstanceUid, RejectedAt) = (rejectionSopInstanceUid, now);
}
