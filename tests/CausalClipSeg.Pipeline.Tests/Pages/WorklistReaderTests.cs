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
    }

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
