namespace CausalClipSeg.Pipeline.Contracts;

/// <summary>A candidate and the champion have been judged on the same frozen cases; the gate decides.</summary>
public sealed record CandidateEvaluated(Guid EvaluationId, Guid ModelId);

/// <summary>A candidate could not be judged; it waits for somebody to ask again.</summary>
public sealed record EvaluationFailed(Guid EvaluationId, Guid ModelId, string Reason);

/// <summary>A candidate has answered as many live cases in the champion's shadow as it was to.</summary>
public sealed record ShadowCompleted(Guid ModelId);

/// <summary>Another model is in charge: every worker changes over between two cases. Also sent for a rollback.</summary>
public sealed record ModelPromoted(Guid ModelId, string Name, string Version, string WeightsSha256, string Cause);

/// <summary>A candidate was refused; the reason says by which rule and by how much.</summary>
public sealed record ModelRejected(Guid ModelId, string Reason);
