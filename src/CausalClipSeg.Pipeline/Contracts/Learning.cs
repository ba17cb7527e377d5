namespace CausalClipSeg.Pipeline.Contracts;

/// <summary>A segmentation that we did not make has reached the store; it may be a label.</summary>
public sealed record LabelSubmitted(string SegSopInstanceUid, string Path);

/// <summary>A human segmentation of an image that we know has become a label.</summary>
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
