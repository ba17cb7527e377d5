using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;

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

    [Fact]
    public async Task A_verb_that_is_sent_where_no_service_has_run_names_the_folder_and_its_setting()
    {
        await using var folder = new TemporaryFolder("nobody");

        var refused = await Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), "cases", "list", $"Storage:Root={folder.File("none")}"]);

        refused.ExitCode.ShouldBe(1, refused.Everything);
        refused.Error.Trim().ShouldBe($"No service has run with Storage:Root={folder.File("none")}: there is no such folder. Name that of the service that is meant (Storage:Root=…), or its database (Database:Postgres=…).");
        Directory.Exists(folder.File("none")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_file_a_disk_without_room_and_a_port_that_is_none_are_sentences()
    {
        await using var folder = new TemporaryFolder("slips");
        await SyntheticDicom.Create(new SyntheticCase(62, 64, 48), new SyntheticDicomVariant()).SaveAsync(folder.File("image.dcm"));
        var program = Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll");

        var denied = await Tool.Run("dotnet", [program, "report", "parse", folder.Path]);
        (denied.ExitCode, denied.Error.Trim()).ShouldBe((1, $"Access to the path '{folder.Path}' is denied. Name a file (a folder is none) that {Environment.UserName} may read or write."));
        var full = await Tool.Run("dotnet", [program, "dicom", "decode", folder.File("image.dcm"), "--out", "/dev/full"]);
        (full.ExitCode, full.Error.Trim()).ShouldBe((3, "No space left on device : '/dev/full'. Make room there, or write elsewhere."));
        var port = await Tool.Run("dotnet", [program, "dicom", "echo", "--port", "99999"]);
        (port.ExitCode, port.Error.Split('\n')[0].Trim()).ShouldBe((2, "--port takes a TCP port, 1 to 65535."));
    }
}
