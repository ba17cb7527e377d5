using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Pages;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests;

/// <summary>Readers at two processes of one database: nobody is given what another has open.</summary>
public sealed class ReviewQueueTests(RealServers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_case_that_is_open_at_one_process_is_not_given_out_at_another_until_its_time_is_over(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await ManyCases.Add(database.Store, 12, _ => CaseState.Delivered);
        var ids = await database.Store.ReadAsync(db => db.Cases.OrderByDescending(c => c.Id).Select(c => c.Id).ToListAsync(Cancel), Cancel);
        var here = Queue(database.Store);
        var there = Queue(database.AnotherProcess().GetRequiredService<PipelineStore>());

        (await here.GiveOutAsync(null, "first", Cancel)).ShouldBe(ids[0]);
        (await here.NextAsync(null, "first", Cancel)).ShouldBe(ids[0], "one's own stays the next");
        (await there.GiveOutAsync(null, "second", Cancel)).ShouldBe(ids[1]);
        (await there.OpenAsync(ids[0], "second", Cancel)).ShouldBeTrue();
        (await here.OpenAsync(ids[0], "first", Cancel)).ShouldBeFalse("looking on does not change whose it is");
        (await there.IsWithAnotherAsync(ids[1], "second", Cancel)).ShouldBeFalse();
        (await there.GiveOutAsync(ids[^1], "third", Cancel)).ShouldBe(ids[2], "after the last comes the newest that nobody has open");

        var readers = Enumerable.Range(0, 9).Select(i => (i % 2 == 0 ? here : there).GiveOutAsync(null, $"at once {i}", Cancel));
        (await Task.WhenAll(readers)).ShouldBe(ids.Skip(3).Select(id => (Guid?)id), ignoreOrder: true);
        (await there.GiveOutAsync(null, "late", Cancel)).ShouldBe(ids[0], "where all are open, the newest all the same");

        var later = Queue(database.Store, new StandingClock { Now = TimeProvider.System.GetUtcNow() + ReviewQueue.Length });
        (await later.IsWithAnotherAsync(ids[0], "second", Cancel)).ShouldBeFalse();
        (await later.GiveOutAsync(null, "second", Cancel)).ShouldBe(ids[0]);
        (await database.Store.ReadAsync(db => db.ReviewClaims.CountAsync(Cancel), Cancel)).ShouldBe(1, "what is over is gone");
    }

    private static ReviewQueue Queue(PipelineStore store, TimeProvider? clock = null) =>
        new(store, Options.Create(new LabelOptions { ReaderKey = "a key of the tests' readers" }), clock ?? TimeProvider.System);
}
