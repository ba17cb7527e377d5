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
    public async Task A_durable_cluster_that_was_killed_still_has_what_was_committed()
    {
        await using var postgres = await PrivatePostgres.Start(durable: true);
        await postgres.Sql("CREATE TABLE kept AS SELECT 7 AS value");

        await postgres.Kill();
        (await postgres.IsAlive()).ShouldBeFalse();
        await postgres.Launch();

        (await postgres.Sql("SELECT value FROM kept")).ShouldBe("7");
    }
}
