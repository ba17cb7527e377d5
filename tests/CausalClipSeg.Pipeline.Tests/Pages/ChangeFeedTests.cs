using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Pages;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CausalClipSeg.Tests;

/// <summary>What those who look at a page are told of.</summary>
public sealed class ChangeFeedTests(RealServers servers) : IDisposable
{
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task What_moves_between_the_page_and_the_feeds_first_look_makes_the_page_look_at_everything_again()
    {
        await using var database = await OneCase();
        using var feed = Feed(database);
        await using var changes = Follow(feed);
        var told = Next(changes);

        await Withdraw(database.Store);
        await feed.StartAsync(Cancel);

        (await told).ShouldBe(CaseChange.Many);
        await feed.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_case_that_moves_while_somebody_looks_is_told_once_and_so_is_a_readers_word_at_another_process()
    {
        await using var elsewhere = await IdlePipeline.Create("elsewhere");
        await ManyCases.Add(elsewhere.Store, 1, _ => CaseState.Delivered);
        var records = new PersistenceOptions { ConnectionString = $"Data Source={Path.Combine(elsewhere.Root, "causalclipseg.db")};Pooling=False" };
        await using var here = new ServiceCollection().AddPersistence(records).BuildServiceProvider();
        using var feed = new ChangeFeed(here.GetRequiredService<PipelineStore>(), TimeProvider.System, NullLogger<ChangeFeed>.Instance);
        await using var changes = Follow(feed);
        await feed.StartAsync(Cancel);
        await Next(changes);
        var reviewed = await elsewhere.Store.InTransactionAsync(async db =>
        {
            var one = await db.Cases.SingleAsync(Cancel);
            one.SegmentedAt = one.CreatedAt;
            return one.Id;
        }, Cancel);

        var said = await elsewhere.Services.GetRequiredService<ReviewLabels>().RecordAsync(new Review(reviewed, 1, ReviewVerdict.Rejected, null, "radiologist", null), Cancel);
        said.Refusal.ShouldBeNull();
        (await Next(changes)).ShouldBe(CaseChange.Reviewed(reviewed));
        await elsewhere.Store.InTransactionAsync(async db => await elsewhere.Services.GetRequiredService<LabelShelf>().TakeBackAsync(db, await db.Labels.SingleAsync(Cancel), Cancel), Cancel);
        (await Next(changes)).ShouldBe(CaseChange.Reviewed(reviewed));
        var moved = await Withdraw(elsewhere.Store);

        (await Next(changes)).ShouldBe(new CaseChange(moved, nameof(CaseState.Withdrawn)), "and nothing of before a second time");
        await feed.StopAsync(Cancel);
    }

    private async Task<TestDatabase> OneCase()
    {
        var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        await ManyCases.Add(database.Store, 1, _ => CaseState.Delivered);
        return database;
    }

    private static ChangeFeed Feed(TestDatabase database) => new(database.Store, TimeProvider.System, NullLogger<ChangeFeed>.Instance);

    /// <summary>For a minute and a half: what is not told by then is not told.</summary>
    private IAsyncEnumerator<CaseChange> Follow(ChangeFeed feed)
    {
        _patience.CancelAfter(TimeSpan.FromSeconds(90));
        return feed.FollowAsync(_patience.Token).GetAsyncEnumerator(Cancel);
    }

    private static async Task<CaseChange> Next(IAsyncEnumerator<CaseChange> changes)
    {
        (await changes.MoveNextAsync()).ShouldBeTrue();
        return changes.Current;
    }

    private static async Task<Guid> Withdraw(PipelineStore store)
    {
        var moved = Guid.Empty;
        await store.InTransactionAsync(async db =>
        {
            var one = await db.Cases.SingleAsync();
            one.MoveTo(CaseState.Withdrawn, "a test", DateTimeOffset.UtcNow);
            moved = one.Id;
        }, Cancel);
        return moved;
    }
}
