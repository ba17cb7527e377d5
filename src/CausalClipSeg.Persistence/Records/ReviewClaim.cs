namespace CausalClipSeg.Persistence;

/// <summary>A reader has the case open for review; it is not given out to another one for so long, whatever process either of them asks.</summary>
public sealed class ReviewClaim
{
    public required Guid CaseId { get; init; }

    /// <summary>A keyed hash, as of <see cref="LabelRecord.Reader"/>.</summary>
    public required string Reader { get; init; }
    public required DateTimeOffset Until { get; set; }
}
