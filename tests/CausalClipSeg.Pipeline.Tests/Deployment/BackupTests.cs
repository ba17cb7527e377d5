using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CausalClipSeg.Tests;

/// <summary>The backup that docs/operations.md describes, made of a service with cases in it, brought back elsewhere and worked with.</summary>
public sealed class BackupTests(RealServers servers)
{
    private static readonly SyntheticCase Before = new(2501, 256, 256) { LeftZones = LungZones.Lower };
    private static readonly SyntheticCase After = new(2502, 256, 256) { RightZones = LungZones.Lower };

    [Fact]
    public async Task A_dump_of_PostgreSQL_and_the_folder_bring_everything_back_and_the_service_goes_on()
    {
        var postgres = await servers.Postgres();
        await using var backup = new TemporaryFolder("backup");
        var (pipeline, _) = await PipelineUnderTest.Real(servers);
        SegmentationCase original;
        await using (pipeline)
        {
            original = await Send(pipeline, Before);
            original.State.ShouldBe(CaseState.Delivered, original.Reason);
            // First the records, then the files: files that no record knows do no harm, records without files would.
            await Dump(pipeline.Setting("Database:Postgres"), backup.File("causalclipseg.dump"));
            await Copy(pipeline.Root, backup.File("storage"));
        }

        var database = await postgres.CreateDatabase("restored");
        await Restore(database, backup.File("causalclipseg.dump"));
        var broker = await (await servers.RabbitMq()).CreateVirtualHost($"restored-{Guid.NewGuid():n}");
        await using var restored = await PipelineUnderTest.Embedded(
            ("Storage:Root", backup.File("storage")), ("Database:Postgres", database), ("Broker:RabbitMq", broker.ToString()), ("Labels:ReaderKey", "a key of the tests' readers"));

        await GoesOn(restored, original);
    }

    [Fact]
    public async Task A_copy_of_SQLite_taken_while_it_works_and_the_folder_bring_everything_back()
    {
        await using var backup = new TemporaryFolder("backup");
        SegmentationCase original;
        await using (var pipeline = await PipelineUnderTest.Embedded())
        {
            original = await Send(pipeline, Before);
            var root = backup.Folder("storage");
            await using (var connection = new SqliteConnection($"Data Source={Path.Combine(pipeline.Root, "causalclipseg.db")}"))
            {
                await connection.OpenAsync(TestContext.Current.CancellationToken);
                await using var copy = connection.CreateCommand();
                copy.CommandText = $"VACUUM INTO '{Path.Combine(root, "causalclipseg.db")}'";
                await copy.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }
            foreach (var folder in Directory.GetDirectories(pipeline.Root))
                await Copy(folder, Path.Combine(root, Path.GetFileName(folder)));
        }
        await using var restored = await PipelineUnderTest.Embedded(("Storage:Root", backup.File("storage")));
        await GoesOn(restored, original);
    }

    /// <summary>What was there is there; what comes again does nothing again; what is new goes through.</summary>
    private static async Task GoesOn(PipelineUnderTest restored, SegmentationCase original)
    {
        var kept = await restored.Read(db => db.Cases.SingleAsync());
        (kept.Id, kept.State, kept.SegSopInstanceUid).ShouldBe((original.Id, CaseState.Delivered, original.SegSopInstanceUid));
        var study = SyntheticStudy.Of(Before);
        var image = await restored.Read(db => db.SourceImages.SingleAsync(i => i.SopInstanceUid == study.SopInstanceUid));
        File.Exists(Path.Combine(restored.Root, image.FilePath)).ShouldBeTrue();
        await restored.SendImage(Before);
        var next = await Send(restored, After);
        next.State.ShouldBe(CaseState.Delivered, next.Reason);
        (await restored.Read(db => db.Cases.CountAsync())).ShouldBe(2, "the image that came again made no case");
    }

    private static async Task<SegmentationCase> Send(PipelineUnderTest pipeline, SyntheticCase spec)
    {
        await pipeline.SendImage(spec);
        await pipeline.SendReport(SyntheticHl7.Encode(spec));
        return await pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
    }

    private static async Task Dump(string? connection, string file)
    {
        var server = new NpgsqlConnectionStringBuilder(connection);
        (await Tool.Run("pg_dump", ["--format=custom", $"--file={file}", .. Server(server), server.Database!])).ShouldSucceed();
    }

    private static async Task Restore(string connection, string file)
    {
        var server = new NpgsqlConnectionStringBuilder(connection);
        (await Tool.Run("pg_restore", ["--exit-on-error", "--no-owner", .. Server(server), $"--dbname={server.Database}", file])).ShouldSucceed();
    }

    private static string[] Server(NpgsqlConnectionStringBuilder server) => [$"--host={server.Host}", $"--port={server.Port}", $"--username={server.Username}"];

    private static async Task Copy(string from, string to) => (await Tool.Run("cp", ["-a", from, to])).ShouldSucceed();
}
