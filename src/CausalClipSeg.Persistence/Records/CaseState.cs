namespace CausalClipSeg.Persistence;

/// <summary>Where a case stands; every change is one of <see cref="CaseTransitions"/> and leaves a <see cref="CaseEvent"/>.</summary>
public enum CaseState
{
    /// <summary>The report was there first; kept in the history of the case that its image then opens.</summary>
    WaitingForImages,

    /// <summary>The image was there first; kept in the history of the case that its report then opens.</summary>
    WaitingForReport,
    Ready,
    Segmenting,
    Delivering,
    Delivered,
    Negative,
    OutsideModel,

    /// <summary>Waits for a person, for the reason on record.</summary>
    Parked,
    Withdrawn,
    Superseded,
    Failed,

    /// <summary>A person decided that a parked or failed case needs no result.</summary>
    Dropped,
}

/// <summary>The permitted ways through a case's life, as data, so that operators and tests read the same table as the code.</summary>
public static class CaseTransitions
{
    private static readonly CaseState[] Ends = [CaseState.Withdrawn, CaseState.Superseded];
    private static readonly CaseState[] Meeting = [CaseState.Ready, CaseState.Negative, CaseState.OutsideModel, CaseState.Parked, .. Ends];

    private static readonly Dictionary<CaseState, CaseState[]> Table = new()
    {
        [CaseState.WaitingForImages] = Meeting,
        [CaseState.WaitingForReport] = Meeting,
        [CaseState.Ready] =
            [CaseState.Segmenting, CaseState.Negative, CaseState.OutsideModel, CaseState.Parked, CaseState.Failed, .. Ends],
        [CaseState.Segmenting] =
            [CaseState.Delivering, CaseState.Negative, CaseState.Ready, CaseState.Parked, CaseState.Failed, .. Ends],
        [CaseState.Delivering] = [CaseState.Delivered, CaseState.Parked, CaseState.Failed, .. Ends],
        [CaseState.Delivered] = Ends,
        [CaseState.Negative] = Ends,
        [CaseState.OutsideModel] = [CaseState.Ready, .. Ends],
        [CaseState.Parked] = [CaseState.Ready, CaseState.Delivering, CaseState.Failed, CaseState.Dropped, .. Ends],
        [CaseState.Failed] = [CaseState.Ready, CaseState.Delivering, CaseState.Parked, CaseState.Dropped, .. Ends],
        [CaseState.Dropped] = [CaseState.Ready, CaseState.Delivering, .. Ends],
        [CaseState.Withdrawn] = [],
        [CaseState.Superseded] = [],
    };

    /// <summary>States that something is still going to happen to without a person.</summary>
    public static IReadOnlyList<CaseState> Moving { get; } = [CaseState.Ready, CaseState.Segmenting, CaseState.Delivering];

    /// <summary>States that wait for a person.</summary>
    public static IReadOnlyList<CaseState> NeedingAPerson { get; } = [CaseState.Parked, CaseState.Failed];

    public static IReadOnlyList<CaseState> From(CaseState state) => Table[state];

    public static bool Allows(CaseState from, CaseState to) => Table[from].Contains(to);
}
