using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Intake;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>Many senders at a door whose database is away.</summary>
public sealed class GroupCommitTests
{
    [Fact]
    public async Task All_that_wait_together_for_a_database_that_is_away_learn_it_together()
    {
        var away = new PersistenceOptions { Provider = DatabaseProvider.Postgres, ConnectionString = "Host=127.0.0.1;Port=1;Database=none;Username=none", TransientRetries = 2 };
        await using var services = new ServiceCollection().AddPersistence(away).BuildServiceProvider();
        using var commits = new GroupCommit(services.GetRequiredService<PipelineStore>());

        var senders = Enumerable.Range(0, 9).Select(_ => commits.RunAsync(_ => Task.FromResult<string?>(null), TestContext.Current.CancellationToken)).ToList();
        var failures = await Task.WhenAll(senders.Select(async sender => await Should.ThrowAsync<DatabaseUnavailableException>(() => sender)));

        failures.Distinct().Count().ShouldBe(2, "the first alone, and one failure for all that waited behind it");
    }
}
