using System.Collections.Concurrent;
using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Pipeline.Tests.Persistence;

public sealed class OutboxTests(RealServers servers)
{
    private sealed record CaseReady(string CaseId, int Step);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_message_leaves_only_when_its_transaction_commits(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await Should.ThrowAsync<FormatException>(() => database.Store.InTransactionAsync(db =>
        {
            db.Enqueue(new CaseReady("lost", 1), "lost", Sample.Now);
            throw new FormatException();
        }, Cancel));
        await Enqueue(database, "kept", 1);

        var published = await DispatchAll(database);

        var message = published.ShouldHaveSingleItem();
        (message.Type, message.OrderingKey, message.Body).ShouldBe(("CaseReady", "kept", """{"caseId":"kept","step":1}"""));
        Outbox.Open(message, typeof(CaseReady)).ShouldBe(new CaseReady("kept", 1));
        (await database.Reader.CountWaitingAsync(Cancel)).ShouldBe(0);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_message_that_fails_holds_back_its_own_key_only_and_goes_first_later(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await Enqueue(database, "a", 3);
        await Enqueue(database, "b", 2);
        var brokerTakesA = false;
        var published = new ConcurrentQueue<string>();
        Task<string?> Publish(OutboxMessage message, CancellationToken _)
        {
            if (message.OrderingKey == "a" && !brokerTakesA)
                return Task.FromResult<string?>("the broker does not confirm");
            published.Enqueue(message.Body);
            return Task.FromResult<string?>(null);
        }

        (await database.Reader.DispatchAsync(10, Publish, Cancel)).ShouldBe(new DispatchResult(1, 1, "the broker does not confirm"));
        (await database.Reader.DispatchAsync(10, Publish, Cancel)).ShouldBe(new DispatchResult(1, 1, "the broker does not confirm"));
        await using var read = database.Open();
        var stuck = await read.OutboxMessages.OrderBy(m => m.Sequence).FirstAsync(Cancel);
        brokerTakesA = true;
        while ((await database.Reader.DispatchAsync(10, Publish, Cancel)).Dispatched > 0) ;

        (stuck.Attempts, stuck.LastError).ShouldBe((2, "the broker does not confirm"));
        published.Where(body => body.Contains("\"b\"")).ShouldBe([Body("b", 1), Body("b", 2)]);
        published.Where(body => body.Contains("\"a\"")).ShouldBe([Body("a", 1), Body("a", 2), Body("a", 3)]);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, 1)]
    [InlineData(DatabaseProvider.Postgres, 4)]
    public async Task Four_dispatchers_publish_each_message_once_and_each_key_in_order(DatabaseProvider provider, int processes)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        for (var key = 0; key < 20; key++)
            await Enqueue(database, $"key {key}", 10);
        var readers = Enumerable.Range(0, processes).Select(_ => database.AnotherProcess().GetRequiredService<OutboxReader>()).ToList();
        var published = new ConcurrentQueue<OutboxMessage>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            while (await database.Reader.CountWaitingAsync(Cancel) > 0)
                await readers[i % processes].DispatchAsync(7, async (message, _) =>
                {
                    await Task.Delay(1, Cancel);
                    published.Enqueue(message);
                    return null;
                }, Cancel);
        }, Cancel)));

        published.Count.ShouldBe(200);
        published.DistinctBy(m => m.MessageId).Count().ShouldBe(200);
        foreach (var key in published.GroupBy(m => m.OrderingKey))
            key.Select(m => m.Sequence).ShouldBeInOrder();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task After_a_kill_what_not_every_consumer_had_is_published_again(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await Enqueue(database, "consumed by both", 1);
        await Enqueue(database, "consumed by one", 1);
        var published = await DispatchAll(database);
        await Consume(database, "matching", published[0], published[1]);
        await Consume(database, "labels", published[0]);

        var consumers = new Dictionary<string, IReadOnlyCollection<string>> { ["CaseReady"] = ["matching", "labels"], ["Other"] = ["nobody"] };
        var requeued = await database.Upkeep.RequeueUnconsumedAsync(consumers, Cancel);

        requeued.ShouldBe(1);
        var again = (await DispatchAll(database)).ShouldHaveSingleItem();
        again.MessageId.ShouldBe(published[1].MessageId);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Retention_removes_what_is_published_and_old_and_nothing_that_waits(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await Enqueue(database, "old", 1);
        await Consume(database, "matching", [.. await DispatchAll(database)]);
        await Enqueue(database, "waiting", 1);

        (await database.Upkeep.PurgeAsync(Sample.Now, Cancel)).ShouldBe(0);
        (await database.Upkeep.PurgeAsync(TimeProvider.System.GetUtcNow().AddMinutes(1), Cancel)).ShouldBe(2);

        (await DispatchAll(database)).ShouldHaveSingleItem().OrderingKey.ShouldBe("waiting");
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_message_for_later_waits_for_its_time_and_lets_the_others_of_its_key_pass(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        var now = TimeProvider.System.GetUtcNow();
        await database.Store.InTransactionAsync(db =>
        {
            db.Enqueue(new CaseReady("a", 1), "a", now, notBefore: now.AddHours(1));
            db.Enqueue(new CaseReady("a", 2), "a", now, notBefore: now.AddSeconds(-1));
            db.Enqueue(new CaseReady("a", 3), "a", now);
            return Task.CompletedTask;
        }, Cancel);

        (await DispatchAll(database)).Select(m => m.Body).ShouldBe([Body("a", 2), Body("a", 3)]);
        (await database.Reader.CountWaitingAsync(Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_commit_with_a_message_wakes_the_dispatcher_and_one_without_does_not()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        var waiting = database.Services.GetRequiredService<OutboxSignal>().WaitAsync(TimeSpan.FromMinutes(5), Cancel);

        await database.Store.InTransactionAsync(db => db.AddAsync(Sample.Study(), Cancel).AsTask(), Cancel);
        waiting.IsCompleted.ShouldBeFalse();
        await Enqueue(database, "a", 1);

        await waiting.WaitAsync(TimeSpan.FromMinutes(2), Cancel);
    }

    private static Task Enqueue(TestDatabase database, string key, int steps) => database.Store.InTransactionAsync(db =>
    {
        for (var step = 1; step <= steps; step++)
            db.Enqueue(new CaseReady(key, step), key, Sample.Now);
        return Task.CompletedTask;
    }, Cancel);

    private static Task Consume(TestDatabase database, string consumer, params OutboxMessage[] messages) =>
        database.Store.InTransactionAsync(async db =>
        {
            foreach (var message in messages)
                await Inbox.TryBeginAsync(db, consumer, message.MessageId, Sample.Now.AddDays(1), Cancel);
        }, Cancel);

    private static async Task<List<OutboxMessage>> DispatchAll(TestDatabase database)
    {
        var published = new ConcurrentQueue<OutboxMessage>();
        DispatchResult result;
        do
            result = await database.Reader.DispatchAsync(10, (message, _) =>
            {
                published.Enqueue(message);
                return Task.FromResult<string?>(null);
            }, Cancel);
        while (result.Dispatched > 0);
        return [.. published.OrderBy(m => m.Sequence)];
    }

    private static string Body(string key, int step) => $$"""{"caseId":"{{key}}","step":{{step}}}""";
}
