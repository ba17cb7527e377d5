using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// A part of the list whose cases lie one after the other in an index. The list is walked stretch by stretch, so that those that need somebody stand first, or one state after
/// the other, and nothing is sorted.
/// </summary>
/// <param name="Name">As cursors name it.</param>
/// <param name="By">Urgency, arrival and state: the id, which grows with time.</param>
/// <param name="Rises">From the lowest to the highest.</param>
/// <param name="AreFew">However many cases there are.</param>
internal sealed record WorklistStretch(string Name, IQueryable<SegmentationCase> Cases, WorklistColumn By = WorklistColumn.Arrived, bool Rises = false, bool AreFew = false)
{
    private const string Attention = "a", Rest = "r", Unanswered = "n";

    /// <summary>In the order of the list.</summary>
    public static IReadOnlyList<WorklistStretch> Of(IQueryable<SegmentationCase> wanted, WorklistFilter filter)
    {
        var (order, areFew) = (filter.Order, filter.OneState is { } one && NeedSomebody(one));
        return order.Column switch
        {
            WorklistColumn.Urgency when filter.OneState is null =>
            [
                new(Attention, wanted.Where(c => c.State == CaseState.Parked || c.State == CaseState.Failed), AreFew: true),
                new(Rest, wanted.Where(c => c.State != CaseState.Parked && c.State != CaseState.Failed)),
            ],
            WorklistColumn.State when filter.OneState is null =>
                [.. States(order.IsDescending).Select(state => new WorklistStretch($"{state}", wanted.Where(c => c.State == state), AreFew: NeedSomebody(state)))],
            WorklistColumn.Model =>
            [
                new(Rest, wanted.Where(c => c.ModelVersion != null), WorklistColumn.Model, !order.IsDescending, areFew),
                new(Unanswered, wanted.Where(c => c.ModelVersion == null), AreFew: areFew),
            ],
            WorklistColumn.Changed => [new(Rest, wanted, WorklistColumn.Changed, !order.IsDescending, areFew)],
            _ => [new(Rest, wanted, Rises: order is { Column: WorklistColumn.Arrived, IsDescending: false }, AreFew: areFew)],
        };
    }

    /// <summary>The name of the stretch that a row lies in.</summary>
    public static string NameOf(WorklistRow row, WorklistFilter filter) => filter.Order.Column switch
    {
        WorklistColumn.Urgency when filter.OneState is null && row.NeedsSomebody => Attention,
        WorklistColumn.State when filter.OneState is null => $"{row.State}",
        WorklistColumn.Model when row.ModelVersion is null => Unanswered,
        _ => Rest,
    };

    /// <summary>The cases from a place on, or before it when it goes upwards.</summary>
    public IQueryable<SegmentationCase> Page(WorklistCursor beyond, bool isUpwards)
    {
        var rises = Rises != isUpwards;
        return (By, rises) switch
        {
            (WorklistColumn.Changed, true) => ChangedBeyond(beyond, rises).OrderBy(c => c.UpdatedAt).ThenBy(c => c.Id),
            (WorklistColumn.Changed, false) => ChangedBeyond(beyond, rises).OrderByDescending(c => c.UpdatedAt).ThenByDescending(c => c.Id),
            (WorklistColumn.Model, true) => AnsweredBeyond(beyond, rises).OrderBy(c => c.ModelVersion).ThenBy(c => c.Id),
            (WorklistColumn.Model, false) => AnsweredBeyond(beyond, rises).OrderByDescending(c => c.ModelVersion).ThenByDescending(c => c.Id),
            (_, true) => (beyond.Id is { } last ? Cases.Where(c => c.Id > last) : Cases).OrderBy(c => c.Id),
            _ => (beyond.Id is { } last ? Cases.Where(c => c.Id < last) : Cases).OrderByDescending(c => c.Id),
        };
    }

    /// <summary>The bound of the time alone is where the index begins; a moment may have several cases.</summary>
    private IQueryable<SegmentationCase> ChangedBeyond(WorklistCursor beyond, bool rises) => (beyond.ChangedAt, beyond.Id) switch
    {
        ({ } at, { } last) when rises => Cases.Where(c => c.UpdatedAt >= at && (c.UpdatedAt > at || c.Id > last)),
        ({ } at, { } last) => Cases.Where(c => c.UpdatedAt <= at && (c.UpdatedAt < at || c.Id < last)),
        _ => Cases,
    };

    private IQueryable<SegmentationCase> AnsweredBeyond(WorklistCursor beyond, bool rises) => (beyond.Key, beyond.Id) switch
    {
        ({ } version, { } last) when rises => Cases.Where(c => string.Compare(c.ModelVersion, version) >= 0 && (c.ModelVersion != version || c.Id > last)),
        ({ } version, { } last) => Cases.Where(c => string.Compare(c.ModelVersion, version) <= 0 && (c.ModelVersion != version || c.Id < last)),
        _ => Cases,
    };

    private static IEnumerable<CaseState> States(bool isDescending) => isDescending ? WorklistOrder.ByUrgency.Reverse() : WorklistOrder.ByUrgency;

    private static bool NeedSomebody(CaseState state) => CaseTransitions.NeedingAPerson.Contains(state);
}
