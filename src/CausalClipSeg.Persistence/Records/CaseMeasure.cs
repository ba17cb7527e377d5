namespace CausalClipSeg.Persistence;

/// <summary>What drift is measured on, for each case that went through the network; no picture can be made of it.</summary>
public sealed class CaseMeasure
{
    public required Guid CaseId { get; init; }

    /// <summary>Mean and standard deviation of the displayed picture, 0 black to 1 white.</summary>
    public required double MeanIntensity { get; init; }
    public required double DeviationOfIntensity { get; init; }

    /// <summary>Share of the picture that the masks cover.</summary>
    public required double LesionShare { get; init; }

    /// <summary>Mean of the probabilities inside the masks; null where there is none.</summary>
    public required double? Confidence { get; init; }
    public required string Findings { get; init; }
    public required DateTimeOffset At { get; init; }
}
