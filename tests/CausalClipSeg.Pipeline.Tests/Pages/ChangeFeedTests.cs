using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Pages;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CausalClipSeg.Tests;

/// <summary>What those who look at a page are told of.</summary>
public sealed class ChangeFeedTests(RealServers servers)
{
    [Fact]
    public async Task What_moves_between_the_page_and_the_feeds_first_look_makes_the_page_look_at_everything_again()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        await ManyCases.Add(database.Store, 1, _ => CaseState.Delivered);
        using var feed = new ChangeFeed(database.Store, TimeProvider.System, NullLogger<ChangeFeed>.Instance);
        await using var changes = feed.FollowAsync(cancel).GetAsyncEnumerator(cancel);
        var told = changes.MoveNextAsync().AsTask();

        await Withdraw(database.Store);
        await feed.StartAsync(cancel);

        (await told.WaitAsync(TimeSpan.FromSeconds(20), cancel)).ShouldBeTrue();
        changes.Current.ShouldBe(CaseChange.Many);
        await feed.StopAsync(cancel);
    }

    [Fact]
    public async Task A_case_that_moves_while_somebody_looks_is_told_once()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        await ManyCases.Add(database.Store, 1, _ => CaseState.Delivered);
        using var feed = new ChangeFeed(database.Store, TimeProvider.System, NullLogger<ChangeFeed>.Instance);
        await using var changes = feed.FollowAsync(cancel).GetAsyncEnumerator(cancel);
        await feed.StartAsync(cancel);
        (await changes.MoveNextAsync()).ShouldBeTrue();

        var moved = await Withdraw(database.Store);

        (await changes.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), cancel)).ShouldBeTrue();
        changes.Current.ShouldBe(new CaseChange(moved, nameof(CaseState.Withdrawn)));
        var again = changes.MoveNextAsync().AsTask();
        await Task.Delay(TimeSpan.FromSeconds(1.5), cancel);
        again.IsCompleted.ShouldBeFalse();
        await feed.StopAsync(cancel);
        feed.Tell(CaseChange.Many);
        await again;
    }

    private static async Task<Guid> Withdraw(PipelineStore store)
    {
        var moved = Guid.Empty;
        await store.InTransactionAsync(async db =>
        {
            var one = await db.Cases.SingleAsync();
            one.MoveTo(CaseState.Withdrawn, "a test", DateTimeOffset.UtcNow);
            moved = one.Id;
        }, TestContext.Current.CancellationToken);
        return moved;
    }
}
