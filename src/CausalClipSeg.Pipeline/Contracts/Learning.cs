namespace CausalClipSeg.Pipeline.Contracts;

/// <summary>A segmentation has reached the store; where a person drew it, it is a label.</summary>
public sealed record SegmentationReceived(string SegSopInstanceUid, string Path);

/// <summary>An outside system hands over a reader's word: a SEG in a shared folder, or a verdict on a result of ours.</summary>
public sealed record LabelSubmitted
{
    /// <summary>The reader's SEG, a DICOM Part 10 file below one of the folders in Intake:SharedFolders.</summary>
    public string? Path { get; init; }

    /// <summary>SOP Instance UID of our SEG that the verdict is about.</summary>
    public string? ResultSegSopInstanceUid { get; init; }

    /// <summary>Which of its segments, from 1.</summary>
    public int SegmentNumber { get; init; } = 1;

    /// <summary>accepted, rejected or wrongSide.</summary>
    public string? Verdict { get; init; }

    /// <summary>What the reader is ("radiologist"); never a name.</summary>
    public string? Role { get; init; }

    /// <summary>Any identifier that tells readers apart; only a keyed hash of it is kept.</summary>
    public string? Reader { get; init; }
    public string? Comment { get; init; }
    public string? Site { get; init; }

    /// <summary>unrestricted, research or none.</summary>
    public string? Use { get; init; }

    /// <summary>When the reader said so; now where absent.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>A reader's word on an image that we know has become a label.</summary>
public sealed record LabelAccepted(Guid LabelId, string SopInstanceUid);

/// <summary>Somebody, or a rule, asks for a training run over the accumulated labels.</summary>
public sealed record RetrainRequested
{
    /// <summary>Why: "operator", "schedule", "label-count", …</summary>
    public string Trigger { get; init; } = "operator";
}

/// <summary>A training run has ended with a bundle that may be judged against the champion.</summary>
public sealed record CandidateTrained(Guid TrainingRunId, Guid ModelId);

/// <summary>A training run could not make a bundle.</summary>
public sealed record TrainingFailed(Guid TrainingRunId, string Reason);

/// <summary>A reviewer's mask is a label, and the site wants it in the PACS as a person's SEG.</summary>
/// <param name="Attempt">Counts up from 1 while the archive is away.</param>
public sealed record ReviewAccepted(Guid LabelId, int Attempt);

/// <summary>A person's SEG in the PACS no longer stands: its reader has said something else since, or taken the word back, or its case has ended.</summary>
public sealed record ReviewWithdrawn(Guid LabelId);
