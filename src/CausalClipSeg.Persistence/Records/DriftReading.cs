namespace CausalClipSeg.Persistence;

/// <summary>How far one measure of the recent cases has moved from the reference window.</summary>
public sealed class DriftReading
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required DateTimeOffset At { get; init; }

    /// <summary>intensity, contrast, lesion-area, confidence or findings; corrected or reader-dice, on which an exact test decides and not the index.</summary>
    public required string Measure { get; init; }

    /// <summary>Population stability index: the sum over bins of (p - q) ln(p / q).</summary>
    public required double Psi { get; init; }
    public required int ReferenceCases { get; init; }
    public required int RecentCases { get; init; }
    public required bool Alarm { get; init; }
}
