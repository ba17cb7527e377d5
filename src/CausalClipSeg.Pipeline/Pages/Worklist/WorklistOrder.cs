using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What the worklist may be ordered by: nothing of the patient.</summary>
public enum WorklistColumn
{
    /// <summary>Those that need somebody first, then the newest: the order of a list that nobody has ordered.</summary>
    Urgency,
    Arrived,
    Changed,

    /// <summary>From what needs somebody to what is over, each state with its newest first.</summary>
    State,

    /// <summary>By the text of the version; those that no model has answered last.</summary>
    Model,
}

/// <summary>The order of the list, as its address says it: a column's name, and a minus before it for the other way round.</summary>
public readonly record struct WorklistOrder(WorklistColumn Column, bool IsDescending)
{
    /// <summary>The states from the most urgent to those that are over.</summary>
    public static IReadOnlyList<CaseState> ByUrgency { get; } =
    [
        CaseState.Failed, CaseState.Parked, CaseState.Ready, CaseState.Segmenting, CaseState.Delivering, CaseState.WaitingForImages, CaseState.WaitingForReport,
        CaseState.Delivered, CaseState.Negative, CaseState.OutsideModel, CaseState.Dropped, CaseState.Withdrawn, CaseState.Superseded,
    ];

    /// <returns>Null where there is no such order.</returns>
    public static WorklistOrder? Named(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return new WorklistOrder(WorklistColumn.Urgency, false);
        var name = text.TrimStart('-');
        return text.Length - name.Length < 2 && char.IsAsciiLetter(name.FirstOrDefault()) && Enum.TryParse<WorklistColumn>(name, ignoreCase: true, out var column) && column != WorklistColumn.Urgency
            ? new WorklistOrder(column, text[0] == '-')
            : null;
    }

    public override string ToString() => Column == WorklistColumn.Urgency ? "" : $"{(IsDescending ? "-" : "")}{Column.ToString().ToLowerInvariant()}";
}
