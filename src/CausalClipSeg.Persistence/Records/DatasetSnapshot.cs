namespace CausalClipSeg.Persistence;

/// <summary>The labels of one moment, frozen: found again by the hash of what it holds.</summary>
public sealed class DatasetSnapshot
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>SHA-256 of the manifest, which holds the hash of every picture and mask.</summary>
    public required string ContentSha256 { get; init; }
    public required string Path { get; init; }

    /// <summary>The rule that chose the labels, as people read it.</summary>
    public required string Rule { get; init; }

    /// <summary>Of the key that splits patients; another key would split them otherwise and is refused.</summary>
    public required string SplitKeyFingerprint { get; init; }
    public required int Training { get; init; }
    public required int Validation { get; init; }
    public required int Test { get; init; }

    /// <summary>Counts by side of the split, finding, laterality, device, the patients' sex and age, the labels' age, and what was left out and why.</summary>
    public required string CountsJson { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
