using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Pages;

namespace CausalClipSeg.Tests;

/// <summary>The worklist's paging and filters over many cases, on SQLite.</summary>
public sealed class WorklistReaderTests
{
    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_and_begin_with_what_needs_somebody()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await ManyCases.Add(pipeline.Store, 130, index => index % 10 == 0 ? CaseState.Parked : CaseState.Delivered);
        var reader = new WorklistReader(pipeline.Store, TimeProvider.System);
        var seen = new List<WorklistRow>();
        var filter = new WorklistFilter();
        for (WorklistCursor? next = WorklistCursor.Start; next is { } at;)
        {
            var part = await reader.ReadAsync(filter with { AfterText = at.ToString() }, TestContext.Current.CancellationToken);
            part.Rows.Count.ShouldBeLessThanOrEqualTo(50);
            seen.AddRange(part.Rows);
            next = part.Next;
        }

        seen.Count.ShouldBe(130);
        seen.Select(row => row.Id).Distinct().Count().ShouldBe(130);
        seen.Take(13).ShouldAllBe(row => row.State == CaseState.Parked);
        seen.Skip(13).ShouldAllBe(row => row.State == CaseState.Delivered);
        seen.Skip(13).Select(row => row.CreatedAt).ShouldBeInOrder(SortDirection.Descending);

        // And back again, the same pages from their ends.
        var token = TestContext.Current.CancellationToken;
        var last = await reader.ReadAsync(filter with { AfterText = WorklistCursor.At(seen[109], filter).ToString() }, token, size: 10);
        var back = new List<WorklistRow>();
        for (var part = last; part.Previous is { } previous;)
            back.InsertRange(0, (part = await reader.ReadAsync(filter with { UntilText = previous.ToString() }, token, size: 10)).Rows);
        back.Select(row => row.Id).ShouldBe(seen.Take(110).Select(row => row.Id));
    }

    [Fact]
    public async Task A_number_is_found_in_either_case_and_a_patients_number_only_for_who_may_see_patients()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await ManyCases.Add(pipeline.Store, 20, _ => CaseState.Delivered);
        var reader = new WorklistReader(pipeline.Store, TimeProvider.System);
        async Task<string?[]> Found(string text, bool byPatient) =>
            [.. (await reader.ReadAsync(new WorklistFilter { Search = text }, TestContext.Current.CancellationToken, byPatient: byPatient)).Rows.Select(row => row.AccessionNumber)];

        (await Found("acc7", false)).ShouldBe(["ACC7"]);
        (await Found(" ACC7 ", false)).ShouldBe(["ACC7"]);
        (await Found("pid7", true)).ShouldBe(["ACC7"]);
        (await Found("PID7", false)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Deliverd", "There is no state 'Deliverd', so cases of every state are shown. States: ")]
    [InlineData("3", "There is no state '3'")]
    public void A_state_that_there_is_not_is_named(string state, string sentence) =>
        new WorklistFilter { StateText = state }.ShouldSatisfyAllConditions(filter => filter.State.ShouldBeNull(), filter => filter.Problem.ShouldNotBeNull().ShouldStartWith(sentence));

    [Theory]
    [InlineData("finding", "pleural-effusion", 26)]
    [InlineData("side", "left", 65)]
    [InlineData("model", "0.2.0", 13)]
    [InlineData("age", "hour", 60)]
    public async Task A_filter_keeps_what_fits(string name, string value, int expected)
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await ManyCases.Add(pipeline.Store, 130, index => index % 7 == 0 ? CaseState.Parked : CaseState.Delivered);
        var filter = new WorklistFilter
        {
            Finding = name == "finding" ? value : null, Side = name == "side" ? value : null, Model = name == "model" ? value : null, Age = name == "age" ? value : null,
        };
        (await new WorklistReader(pipeline.Store, TimeProvider.System).ReadAsync(filter, TestContext.Current.CancellationToken, size: 200)).Rows.Count.ShouldBe(expected);
    }
}
