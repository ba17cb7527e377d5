using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Pipeline.Tests.Persistence;

/// <summary>A pooler between the service and PostgreSQL, as many sites have one.</summary>
public sealed class PoolerTests(RealServers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Behind_a_pooler_that_changes_connections_after_each_transaction_all_of_it_works_and_a_server_that_is_away_behind_it_is_waited_for()
    {
        await using var database = await TestDatabase.Empty(DatabaseProvider.Postgres, servers);
        await using var bouncer = await PrivatePgBouncer.Before((await servers.Postgres()).Port, patience: 120);
        await using var beforeNothing = await PrivatePgBouncer.Before(FreePort.Next(), patience: 1);

        await using var process = Services(bouncer);
        (await process.GetRequiredService<DatabaseMigrator>().MigrateAsync(Cancel)).Problem.ShouldBeNull();
        var store = process.GetRequiredService<PipelineStore>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => store.InTransactionAsync(async db =>
        {
            await SubjectLock.TakeAsync(db, "one at a time", Cancel);
            db.Add(Sample.Study($"1.2.{i}"));
            db.Enqueue(new TestMessage(i), $"{i}", Sample.Now);
        }, Cancel), Cancel)));
        (await process.GetRequiredService<OutboxReader>().DispatchAsync(100, (_, _) => Task.FromResult<string?>(null), Cancel)).Dispatched.ShouldBe(8);
        (await store.ReadAsync(db => db.Studies.CountAsync(Cancel), Cancel)).ShouldBe(8);

        await using var behind = Services(beforeNothing);
        await Should.ThrowAsync<DatabaseUnavailableException>(() => behind.GetRequiredService<PipelineStore>().ReadAsync(db => db.Studies.CountAsync(Cancel), Cancel));

        ServiceProvider Services(PrivatePgBouncer through) => new ServiceCollection()
            .AddPersistence(new PersistenceOptions { Provider = DatabaseProvider.Postgres, ConnectionString = through.ConnectionString(database.Name), TransientRetries = 0 }).BuildServiceProvider();
    }

    private sealed record TestMessage(int Number);
}
