namespace CausalClipSeg.Persistence;

/// <summary>What a model bundle is in the life of the product.</summary>
public enum ModelState
{
    Candidate,

    /// <summary>Answers beside the champion; nothing of it leaves.</summary>
    Shadow,
    Champion,
    Rejected,
    Retired,
}

/// <summary>A model bundle known to the product; at most one is the champion, which the database itself guards.</summary>
public sealed class ModelRecord
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; init; }
    public required string Version { get; init; }
    public required string WeightsSha256 { get; init; }
    public required string Path { get; init; }
    public ModelState State { get; private set; } = ModelState.Candidate;
    public string? MetricsJson { get; set; }
    public Guid? ParentId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? PromotedAt { get; private set; }
    public DateTimeOffset? ShadowSince { get; private set; }

    /// <summary>Why it stands where it stands.</summary>
    public string? Reason { get; private set; }

    /// <summary>When retention deleted its weights; the record stays.</summary>
    public DateTimeOffset? PurgedAt { get; private set; }
    public int RowVersion { get; private set; }

    public void Reject(string reason) => (State, Reason) = (ModelState.Rejected, reason);

    public void Retire() => State = ModelState.Retired;

    public void BeginShadow(DateTimeOffset now) => (State, ShadowSince) = (ModelState.Shadow, now);

    /// <summary>Among the candidates, still or again: something or somebody is yet to decide.</summary>
    public void StandBy(string reason) => (State, Reason) = (ModelState.Candidate, reason);

    /// <summary>What is to be known of it where it stands: that it could not be judged, or, with null, nothing more.</summary>
    public void Explain(string? reason) => Reason = reason;

    public void Purge(DateTimeOffset now) => PurgedAt = now;

    /// <summary>Also a retired model may be promoted again: that is a rollback. Use <see cref="Champion"/>, which retires the old one.</summary>
    internal void Promote(DateTimeOffset now, string? cause) => (State, PromotedAt, Reason) = (ModelState.Champion, now, cause);
}
