using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Operations;
using CausalClipSeg.Pipeline.Pages;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests;

/// <summary>The worklist's paging and filters over many cases, on SQLite.</summary>
public sealed class WorklistReaderTests(RealServers servers)
{
    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_and_begin_with_what_needs_somebody()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await ManyCases.Add(pipeline.Store, 130, index => index % 10 == 0 ? CaseState.Parked : CaseState.Delivered);
        var reader = Reader(pipeline);
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
        await EveryOrderGoesThroughAllCasesAndBack(pipeline, reader);
    }

    [Fact]
    public async Task A_count_that_took_long_is_shown_for_some_seconds_and_then_made_anew_for_whoever_looks()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await ManyCases.Add(pipeline.Store, 3, _ => CaseState.Delivered);
        var clock = new RunningClock();
        using var overview = new Overview(pipeline.Store, pipeline.Services.GetRequiredService<ChampionModel>(), clock);
        (await Delivered()).ShouldBe(3);

        await pipeline.Store.InTransactionAsync(async db => (await db.Cases.FirstAsync()).MoveTo(CaseState.Withdrawn, "for the test", DateTimeOffset.UtcNow), TestContext.Current.CancellationToken);
        (await Delivered()).ShouldBe(3, "counting took long");
        clock.Add(TimeSpan.FromSeconds(3));
        (await Delivered()).ShouldBe(2);

        async Task<int> Delivered() => (await overview.CountsAsync(TestContext.Current.CancellationToken)).States[CaseState.Delivered];
    }

    /// <summary>Time enough passes between two looks at it for every count to have taken long.</summary>
    private sealed class RunningClock : TimeProvider
    {
        private long _at;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Interlocked.Add(ref _at, 50);

        public void Add(TimeSpan time) => Interlocked.Add(ref _at, (long)time.TotalMilliseconds);
    }

    private static async Task EveryOrderGoesThroughAllCasesAndBack(PipelineUnderTest pipeline, WorklistReader reader)
    {
        await pipeline.Store.InTransactionAsync(async db =>
        {
            foreach (var (moved, at) in (await db.Cases.Where(c => c.State == CaseState.Parked).ToListAsync()).Select((c, at) => (c, at)))
            {
                moved.MoveTo(CaseState.Dropped, "for the test", DateTimeOffset.UtcNow.AddSeconds(-at / 3));
                moved.ModelVersion = at % 2 == 0 ? null : moved.ModelVersion;
            }
        }, TestContext.Current.CancellationToken);
        var cases = await pipeline.Read(db => db.Cases.ToListAsync());
        var newest = cases.OrderByDescending(c => c.Id).ToList();
        (string Sort, IEnumerable<SegmentationCase> Expected)[] orders =
        [
            ("-arrived", newest), ("arrived", cases.OrderBy(c => c.Id)), ("-changed", cases.OrderByDescending(c => c.UpdatedAt).ThenByDescending(c => c.Id)),
            ("changed", cases.OrderBy(c => c.UpdatedAt).ThenBy(c => c.Id)), ("state", newest.OrderBy(c => c.State == CaseState.Dropped)), ("-state", newest.OrderBy(c => c.State != CaseState.Dropped)),
            ("-model", newest.OrderByDescending(c => c.ModelVersion, StringComparer.Ordinal)),
            ("model", cases.OrderBy(c => c.Id).Where(c => c.ModelVersion is not null).OrderBy(c => c.ModelVersion, StringComparer.Ordinal).Concat(newest.Where(c => c.ModelVersion is null))),
        ];
        foreach (var (sort, expected) in orders)
        {
            var filter = new WorklistFilter { SortText = sort };
            var (forth, back, last) = (new List<Guid>(), new List<Guid>(), new WorklistPart([], null, null));
            for (WorklistCursor? next = WorklistCursor.Start; next is { } at; next = last.Next)
                forth.AddRange((last = await reader.ReadAsync(filter with { AfterText = at.ToString() }, TestContext.Current.CancellationToken, size: 40)).Rows.Select(row => row.Id));
            forth.ShouldBe(expected.Select(c => c.Id), sort);
            for (; last.Previous is { } before;)
                back.InsertRange(0, (last = await reader.ReadAsync(filter with { UntilText = before.ToString() }, TestContext.Current.CancellationToken, size: 40)).Rows.Select(row => row.Id));
            back.ShouldBe(forth.Take(back.Count), sort);
            back.Count.ShouldBe(120, sort);
        }
        var delivered = await reader.ReadAsync(new WorklistFilter { SortText = "changed", StateText = "Delivered", Finding = "pleural-effusion", Age = "hour" }, TestContext.Current.CancellationToken, size: 200);
        delivered.Rows.ShouldNotBeEmpty();
        delivered.Rows.Select(row => row.UpdatedAt).ShouldBeInOrder(SortDirection.Ascending);
        (await reader.ReadAsync(new WorklistFilter { SortText = "-model", AfterText = $"no such stretch-{Guid.NewGuid():n}" }, TestContext.Current.CancellationToken, size: 1)).Rows.Single().Id.ShouldBe(orders[6].Expected.First().Id, "a place of another order");
    }

    /// <summary>SQLite has no statistics of its tables: what it sorts or searches is read off its plan.</summary>
    [Fact]
    public async Task On_SQLite_every_order_is_walked_along_an_index_and_a_finding_is_looked_up_for_each_case()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        await using var db = database.Open();
        var offenders = new List<string>();
        string[] orders = ["", "arrived", "-arrived", "changed", "-changed", "state", "-state", "model", "-model"], states = ["", "Delivered", "Parked"];
        foreach (var filter in orders.SelectMany(order => states.Select(state => new WorklistFilter { SortText = order, StateText = state })))
        {
            var wanted = filter.State is { } one ? db.Cases.Where(c => c.State == one) : db.Cases;
            foreach (var stretch in WorklistStretch.Of(wanted, filter))
                foreach (var segments in new[] { null, db.Segments.Where(s => s.FindingId == "pleural-effusion") })
                {
                    var page = (stretch with { Cases = WorklistReader.WithSegment(stretch.Cases, segments, stretch.AreFew) }).Page(WorklistCursor.Start, isUpwards: false).Select(c => c.Id).Take(51);
                    var plan = await QueryPlan.Of(db, page);
                    if ((!stretch.AreFew && plan.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal)) || (segments is not null && !plan.Contains("case_id=?", StringComparison.Ordinal)))
                        offenders.Add($"{filter.SortText} {filter.StateText} {stretch.Name}: {plan}");
                }
        }
        offenders.ShouldBeEmpty();
    }

    [Fact]
    public async Task Numbers_are_found_in_either_case_words_of_readers_filter_and_no_case_is_lost_between_pages_of_one_moment()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await ManyCases.Add(pipeline.Store, 20, _ => CaseState.Delivered, apart: TimeSpan.Zero);
        var reader = Reader(pipeline);
        async Task<string?[]> Found(string text, bool byPatient) =>
            [.. (await reader.ReadAsync(new WorklistFilter { Search = text }, TestContext.Current.CancellationToken, byPatient: byPatient)).Rows.Select(row => row.AccessionNumber)];

        (await Found("acc7", false)).ShouldBe(["ACC7"]);
        (await Found(" ACC7 ", false)).ShouldBe(["ACC7"]);
        (await Found("pid7", true)).ShouldBe(["ACC7"]);
        (await Found("PID7", false)).ShouldBeEmpty("for those who may see patients");
        await WordsFilter(pipeline, reader);
        await PagesOfOneMomentFollowEachOther(pipeline.Services.GetRequiredService<CaseQueries>());
    }

    private static async Task WordsFilter(PipelineUnderTest pipeline, WorklistReader reader)
    {
        var cancel = TestContext.Current.CancellationToken;
        var ids = await pipeline.Read(db => db.Cases.OrderByDescending(c => c.Id).Select(c => c.Id).ToListAsync());
        await Say(pipeline, ids[1], LabelVerdict.Accepted, LabelVerdict.Rejected);
        await Say(pipeline, ids[2], LabelVerdict.Accepted);
        await Say(pipeline, ids[3], LabelVerdict.WrongSide);
        await pipeline.Store.InTransactionAsync(async db => (await db.Labels.SingleAsync(l => l.CaseId == ids[3], cancel)).TakeBack(DateTimeOffset.UtcNow), cancel);
        async Task<IReadOnlyList<WorklistRow>> Rows(string review) => (await reader.ReadAsync(new WorklistFilter { ReviewText = review }, cancel)).Rows;

        (await Rows("rejected")).ShouldHaveSingleItem().ShouldSatisfyAllConditions(row => row.Id.ShouldBe(ids[1]), row => row.IsRejected.ShouldBeTrue());
        (await Rows("Reviewed")).Select(row => row.Id).ShouldBe([ids[1], ids[2]]);
        (await Rows("open")).Select(row => row.Id).ShouldBe(ids.Where((_, at) => at is not (1 or 2)));
        new WorklistFilter { SortText = "patient" }.Problem.ShouldNotBeNull().ShouldStartWith("'patient' is no order, so no case is shown. Orders: arrived, changed, state, model;");
        new WorklistFilter { ReviewText = "rejectd" }.Problem.ShouldNotBeNull().ShouldContain("'rejectd' says nothing of reviews");
        var listed = await pipeline.Services.GetRequiredService<CaseQueries>().ListAsync(new CaseListing(50) { Review = ReviewFilter.Rejected }, cancel);
        listed.ShouldHaveSingleItem().Review.ShouldBe(new ReviewStanding(1, 1, 1));

        var queue = pipeline.Services.GetRequiredService<ReviewQueue>();
        (await queue.GiveOutAsync(null, "first", cancel)).ShouldBe(ids[0]);
        (await queue.NextAsync(null, "second", cancel)).ShouldBe(ids[3], "the first is open elsewhere, the next two have their words");
    }

    private static async Task Say(PipelineUnderTest pipeline, Guid id, params LabelVerdict[] verdicts)
    {
        var found = await pipeline.Read(db => db.Cases.SingleAsync(c => c.Id == id));
        var words = verdicts.Select((verdict, at) => new LabelRecord
        {
            SopInstanceUid = found.SopInstanceUid, SegmentNumber = 1, Verdict = verdict, ReferringText = "", Mask = MaskBlob.Pack(new byte[100]), Rows = 10, Columns = 10, CaseId = id, Source = "review",
            Role = "radiologist", Reader = $"reader {at}", CreatedAt = DateTimeOffset.UtcNow,
        }).ToList();
        await pipeline.Store.InTransactionAsync(db =>
        {
            db.Labels.AddRange(words);
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);
    }

    private static async Task PagesOfOneMomentFollowEachOther(CaseQueries queries)
    {
        var seen = new List<CaseSummary>();
        for (CasePlace? before = null; seen.Count < 20; before = CasePlace.Parse($"{seen[^1].UpdatedAt:O}/{seen[^1].Id}", null))
        {
            var page = await queries.ListAsync(new CaseListing(7) { Before = before }, TestContext.Current.CancellationToken);
            page.ShouldNotBeEmpty();
            seen.AddRange(page);
        }
        seen.Select(c => c.Id).Distinct().Count().ShouldBe(20);
        seen.Select(c => c.UpdatedAt).Distinct().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("2026-11-27T10:15:00+02:00/9f0c8f3e-6a3c-4c8e-8d0a-0d6f6b1f2a10", true)]
    [InlineData("2026-11-27T10:15:00 02:00", true)]
    [InlineData("2020-01-01", true)]
    [InlineData("yesterday", false)]
    [InlineData("2026-11-27T10:15:00Z/7", false)]
    [InlineData("", false)]
    public void A_place_in_the_list_is_a_moment_and_perhaps_a_case(string text, bool isOne) => CasePlace.TryParse(text, null, out _).ShouldBe(isOne);

    [Theory]
    [InlineData("Deliverd", null, "There is no state 'Deliverd', so no case is shown. States: ")]
    [InlineData("3", null, "There is no state '3'")]
    [InlineData(null, "27.11.2026", "'27.11.2026' is no day, so no case is shown. Write it like 2026-11-27.")]
    [InlineData(null, "9999-12-31", "'9999-12-31' is no day")]
    public void A_state_or_a_day_that_there_is_not_is_named(string? state, string? day, string sentence) =>
        new WorklistFilter { StateText = state, ToText = day }.ShouldSatisfyAllConditions(filter => filter.State.ShouldBeNull(), filter => filter.Problem.ShouldNotBeNull().ShouldStartWith(sentence));

    [Fact]
    public async Task Days_are_those_of_the_sites_clocks_from_the_first_to_the_last_and_what_cannot_be_understood_shows_nothing()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(("Intake:TimeZone", "Asia/Tokyo"));
        await ManyCases.Add(pipeline.Store, 60, _ => CaseState.Delivered, apart: TimeSpan.FromHours(1));
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        var cases = await pipeline.Read(db => db.Cases.OrderByDescending(c => c.Id).ToListAsync());
        var days = cases.ToLookup(c => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(c.CreatedAt, zone).DateTime), c => c.Id);
        var middle = days.Select(day => day.Key).Order().ElementAt(1);
        async Task<List<Guid>> Shown(WorklistFilter filter) => [.. (await Reader(pipeline).ReadAsync(filter, TestContext.Current.CancellationToken, size: 100)).Rows.Select(row => row.Id)];

        (await Shown(new() { FromText = $"{middle:yyyy-MM-dd}", ToText = $"{middle:yyyy-MM-dd}" })).ShouldBe(days[middle]);
        (await Shown(new() { FromText = $"{middle:yyyy-MM-dd}" })).ShouldBe(days.Where(day => day.Key >= middle).SelectMany(day => day));
        (await Shown(new() { StateText = "Deliverd" })).ShouldBeEmpty();
    }

    private static WorklistReader Reader(PipelineUnderTest pipeline) => new(pipeline.Store, pipeline.Services.GetRequiredService<IOptions<IntakeOptions>>(), TimeProvider.System);

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
        (await Reader(pipeline).ReadAsync(filter, TestContext.Current.CancellationToken, size: 200)).Rows.Count.ShouldBe(expected);
    }
}
