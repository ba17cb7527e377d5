namespace CausalClipSeg.Persistence;

/// <summary>Where a case stands; every change is one of <see cref="CaseTransitions"/> and leaves a <see cref="CaseEvent"/>.</summary>
public enum CaseState
{
    Ready,
    Segmenting,
    Delivering,
    Delivered,
    Negative,
    OutsideModel,
    Parked,
    Withdrawn,
    Superseded,
    Failed,
}

/// <summary>The permitted ways through a case's life, as data, so that operators and tests read the same table as the code.</summary>
public static class CaseTransitions
{
    private static readonly CaseState[] Ends = [CaseState.Withdrawn, CaseState.Superseded];

    private static readonly Dictionary<CaseState, CaseState[]> Table = new()
    {
        [CaseState.Ready] =
            [CaseState.Segmenting, CaseState.Negative, CaseState.OutsideModel, CaseState.Parked, CaseState.Failed, .. Ends],
        [CaseState.Segmenting] =
            [CaseState.Delivering, CaseState.Negative, CaseState.Ready, CaseState.Parked, CaseState.Failed, .. Ends],
        [CaseState.Delivering] = [CaseState.Delivered, CaseState.Parked, CaseState.Failed, .. Ends],
        [CaseState.Delivered] = Ends,
        [CaseState.Negative] = Ends,
        [CaseState.OutsideModel] = [CaseState.Ready, .. Ends],
        [CaseState.Parked] = [CaseState.Ready, CaseState.Delivering, CaseState.Failed, .. Ends],
        [CaseState.Failed] = [CaseState.Ready, CaseState.Delivering, CaseState.Parked, .. Ends],
        [CaseState.Withdrawn] = [],
        [CaseState.Superseded] = [],
    };

    public static IReadOnlyList<CaseState> From(CaseState state) => Table[state];

    public static bool Allows(CaseState from, CaseState to) => Table[from].Contains(to);
}
