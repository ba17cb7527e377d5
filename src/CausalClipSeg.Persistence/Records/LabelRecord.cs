namespace CausalClipSeg.Persistence;

/// <summary>A mask that a human drew, corrected or accepted: what the model learns from.</summary>
public sealed class LabelRecord
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string SopInstanceUid { get; init; }
    public required string SegSopInstanceUid { get; init; }
    public required int SegmentNumber { get; init; }
    public string? FindingId { get; init; }
    public string? ReferringText { get; init; }

    /// <summary>As <see cref="MaskBlob"/> packs it.</summary>
    public required byte[] Mask { get; init; }
    public required int Rows { get; init; }
    public required int Columns { get; init; }
    public Guid? CaseId { get; init; }

    /// <summary>"PACS" or "import".</summary>
    public required string Source { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public Guid? SupersededById { get; private set; }

    public void SupersedeBy(LabelRecord successor) => SupersededById = successor.Id;
}
