using System.Globalization;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Labels;
using Microsoft.AspNetCore.Mvc;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What of the worklist is wanted, as the address of the page says it; where a part of it cannot be understood no case is shown, and the page says why.</summary>
public sealed record WorklistFilter
{
    [FromQuery(Name = "q")] public string? Search { get; init; }

    [FromQuery(Name = "state")] public string? StateText { get; init; }

    [FromQuery(Name = "finding")] public string? Finding { get; init; }

    [FromQuery(Name = "side")] public string? Side { get; init; }

    [FromQuery(Name = "model")] public string? Model { get; init; }

    /// <summary>open, reviewed or rejected.</summary>
    [FromQuery(Name = "review")] public string? ReviewText { get; init; }

    /// <summary>hour, day, week or month.</summary>
    [FromQuery(Name = "age")] public string? Age { get; init; }

    /// <summary>The first day of arrival that is wanted (2026-11-27), on the clocks of Intake:TimeZone.</summary>
    [FromQuery(Name = "from")] public string? FromText { get; init; }

    /// <summary>The last day.</summary>
    [FromQuery(Name = "to")] public string? ToText { get; init; }

    /// <summary>What the list is ordered by: arrived, changed, state or model, with a minus before it for the other way round.</summary>
    [FromQuery(Name = "sort")] public string? SortText { get; init; }

    /// <summary>Where the page before ended.</summary>
    [FromQuery(Name = "after")] public string? AfterText { get; init; }

    public CaseState? State =>
        StateText is { Length: > 0 } text && !char.IsAsciiDigit(text[0]) && Enum.TryParse<CaseState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : null;

    public ReviewFilter? Review => ReviewStandings.Named(ReviewText);

    /// <summary>The one state that is wanted: readers' words are about stored results.</summary>
    public CaseState? OneState => State ?? (Review is null ? null : CaseState.Delivered);

    public WorklistOrder Order => WorklistOrder.Named(SortText) ?? default;

    /// <summary>What of the address names nothing that there is; null where all of it does.</summary>
    public string? Problem =>
        !string.IsNullOrEmpty(StateText) && State is null ? $"There is no state '{StateText}', so no case is shown. States: {string.Join(", ", Enum.GetNames<CaseState>())}."
        : !string.IsNullOrEmpty(Age) && Youth is null ? $"'{Age}' is no age, so no case is shown. Ages: hour, day, week, month."
        : !string.IsNullOrEmpty(ReviewText) && Review is null ? $"'{ReviewText}' says nothing of reviews, so no case is shown. Reviews: open, reviewed, rejected."
        : WorklistOrder.Named(SortText) is null ? $"'{SortText}' is no order, so no case is shown. Orders: arrived, changed, state, model; with a minus before it the other way round."
        : new[] { FromText, ToText }.FirstOrDefault(text => !string.IsNullOrEmpty(text) && Day(text) is null) is { } day ? $"'{day}' is no day, so no case is shown. Write it like 2026-11-27."
        : null;

    public DateOnly? From => Day(FromText);

    public DateOnly? To => Day(ToText);

    /// <summary>Where the page after begins; the page that ends just before it is then wanted.</summary>
    [FromQuery(Name = "until")] public string? UntilText { get; init; }

    public WorklistCursor After => WorklistCursor.Parse(AfterText);

    public WorklistCursor Until => WorklistCursor.Parse(UntilText);

    public bool IsFirstPage => After.Id is null && Until.Id is null;

    public TimeSpan? Youth => Age switch
    {
        "hour" => TimeSpan.FromHours(1),
        "day" => TimeSpan.FromDays(1),
        "week" => TimeSpan.FromDays(7),
        "month" => TimeSpan.FromDays(30),
        _ => null,
    };

    /// <summary>Every case is wanted, in whatever order.</summary>
    public bool IsEmpty => this with { SortText = null, AfterText = null, UntilText = null } == new WorklistFilter();

    /// <summary>The same cases in another order, from the first page on.</summary>
    public string Sorted(WorklistOrder order) => (this with { SortText = order.ToString() }).Url();

    /// <summary>The address of this very page.</summary>
    public string Here() => Url(After, Until);

    /// <summary>The address of the worklist under this filter.</summary>
    public string Url(WorklistCursor? after = null, WorklistCursor? until = null)
    {
        var query = QueryString.Create(new Dictionary<string, string?>
        {
            ["q"] = Search, ["state"] = StateText, ["finding"] = Finding, ["side"] = Side, ["model"] = Model, ["review"] = ReviewText, ["age"] = Age, ["from"] = FromText, ["to"] = ToText, ["sort"] = SortText, ["after"] = after?.ToString(), ["until"] = until?.ToString(),
        }.Where(part => !string.IsNullOrEmpty(part.Value)));
        return "/worklist" + query;
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 9999 ? day : null;
}
