using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Tests.Persistence;

public sealed class InboxTests(RealServers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_message_delivered_eight_times_at_once_has_its_effect_once_for_each_consumer(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        var message = Guid.CreateVersion7();

        var effects = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => Consume(database, i % 2 == 0 ? "matching" : "labels", message), Cancel)));

        effects.Count(e => e).ShouldBe(2);
        await using var read = database.Open();
        (await read.Refusals.Select(r => r.Source).Order().ToListAsync(Cancel)).ShouldBe(["labels", "matching"]);
        (await read.InboxMessages.Where(m => m.MessageId == message && m.ConsumedAt == Sample.Now).CountAsync(Cancel)).ShouldBe(2);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_message_whose_effect_was_rolled_back_may_be_consumed_again(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        var message = Guid.CreateVersion7();

        await Should.ThrowAsync<FormatException>(() => database.Store.InTransactionAsync(async db =>
        {
            await Inbox.TryBeginAsync(db, "matching", message, Sample.Now, Cancel);
            throw new FormatException();
        }, Cancel));

        (await Consume(database, "matching", message)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_inbox_is_not_asked_outside_a_transaction()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        await using var db = database.Open();

        await Should.ThrowAsync<InvalidOperationException>(() => Inbox.TryBeginAsync(db, "matching", Guid.NewGuid(), Sample.Now, Cancel));
    }

    private static Task<bool> Consume(TestDatabase database, string consumer, Guid message) =>
        database.Store.InTransactionAsync(async db =>
        {
            if (!await Inbox.TryBeginAsync(db, consumer, message, Sample.Now, Cancel))
                return false;
            db.Add(new Refusal { At = Sample.Now, Source = consumer, Reason = "effect" });
            return true;
        }, Cancel);
}
