using CausalClipSeg.Persistence;

namespace CausalClipSeg.Tests;

/// <summary>An operator's verb that finds no service's records where it was sent.</summary>
public sealed class MissingSchemaTests(RealServers servers)
{
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_verb_that_is_sent_to_a_database_without_our_tables_says_which_settings_to_name(DatabaseProvider provider)
    {
        await using var folder = new TemporaryFolder("nothing");
        string[] settings = provider == DatabaseProvider.Sqlite
            ? [$"Storage:Root={folder.Path}"]
            : [$"Storage:Root={folder.Path}", $"Database:Postgres={await (await servers.Postgres()).CreateDatabase("nothing")}", "Labels:ReaderKey=a key of the tests' readers"];

        var refused = await Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), "cases", "list", .. settings]);

        refused.ExitCode.ShouldBe(1, refused.Everything);
        refused.Error.Trim().ShouldStartWith($"The {provider} database has not the tables of this version (");
        refused.Error.Trim().ShouldEndWith("Name the settings of the service that is meant (Storage:Root=…, or Database:Postgres=…), or bring this database up: causalclipseg migrate.");
    }
}
