namespace CausalClipSeg.Pipeline.Tests.RealPeers;

public sealed class PostgresTests(RealServers servers)
{
    [Fact]
    public async Task A_private_cluster_gives_each_test_an_empty_database()
    {
        var postgres = await servers.Postgres();

        var first = await postgres.CreateDatabase("meta");
        var second = await postgres.CreateDatabase("meta");

        first.ShouldNotBe(second);
        (await postgres.Sql("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'", first.Split('=')[^1])).ShouldBe("0");
    }

    [Fact]
    public async Task A_durable_cluster_that_was_killed_in_the_midst_of_a_statement_starts_again_and_has_what_was_committed()
    {
        await using var postgres = await PrivatePostgres.Start(durable: true);
        await postgres.Sql("CREATE TABLE kept AS SELECT 7 AS value");
        var cut = postgres.Sql("SELECT count(*) FROM generate_series(1, 1000000) AS a, generate_series(1, 1000000)");
        await Eventually.True("a session in the midst of a statement", async () => await postgres.Sql("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT count%generate_series%' AND pid <> pg_backend_pid()") == "1");

        await postgres.Kill();
        (await postgres.IsAlive()).ShouldBeFalse();
        await postgres.Launch();

        (await postgres.Sql("SELECT value FROM kept")).ShouldBe("7");
        (await Record.ExceptionAsync(() => cut)).ShouldNotBeNull();
    }
}
