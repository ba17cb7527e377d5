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

    /// <summary>Of corrected: in how many of either block's cases readers rejected, redrew or called wrong-sided something.</summary>
    public int? ReferenceCorrected { get; init; }
    public int? RecentCorrected { get; init; }

    /// <summary>Of reader-dice: the mean Dice of our masks against the readers' in either block.</summary>
    public double? ReferenceDice { get; init; }
    public double? RecentDice { get; init; }

    /// <summary>Of both: the chance of what was seen, or worse, if nothing has changed.</summary>
    public double? Chance { get; init; }
}
