using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>A database with cases in it, in the schema of an earlier version: this version takes it over as it starts, and works on with what is there.</summary>
public sealed class UpgradeTests(RealServers servers)
{
    private static readonly SyntheticCase Stored = new(2511, 256, 256) { LeftZones = LungZones.Lower };
    private static readonly SyntheticCase Negative = new(2512, 256, 256);
    private static readonly SyntheticCase[] Later = [new(2513, 256, 256) { RightZones = LungZones.Lower }, new(2514, 256, 256) { RightZones = LungZones.Upper }];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Cases_of_the_previous_schema_and_of_the_first_one_are_taken_over_and_worked_with(DatabaseProvider provider)
    {
        var postgres = provider == DatabaseProvider.Postgres ? await (await servers.Postgres()).CreateDatabase("upgrade") : null;
        await using var pipeline = await PipelineUnderTest.Embedded(
            postgres is null ? [] : [("Database:Postgres", postgres), ("Labels:ReaderKey", "a key of the tests' readers")]);
        var records = new PersistenceOptions { Provider = provider, ConnectionString = postgres ?? $"Data Source={Path.Combine(pipeline.Root, "causalclipseg.db")};Pooling=False" };
        var stored = await Send(pipeline, Stored);
        stored.State.ShouldBe(CaseState.Delivered, stored.Reason);
        (await Send(pipeline, Negative)).State.ShouldBe(CaseState.Negative);
        var events = await pipeline.Read(db => db.CaseEvents.Where(e => e.CaseId == stored.Id).OrderBy(e => e.Id).Select(e => e.Cause).ToListAsync());

        var (migrations, cases) = (await Known(records), 2);
        foreach (var (earlier, next) in new[] { migrations[^2], migrations[0] }.Zip(Later))
        {
            await pipeline.Restart(between: () => BackTo(earlier, records));

            (await pipeline.Read(db => db.Cases.SingleAsync(c => c.Id == stored.Id))).ShouldSatisfyAllConditions(
                c => c.State.ShouldBe(CaseState.Delivered), c => c.SegSopInstanceUid.ShouldBe(stored.SegSopInstanceUid), c => c.WeightsSha256.ShouldBe(stored.WeightsSha256),
                c => c.ReferringText.ShouldBe(stored.ReferringText));
            (await pipeline.Read(db => db.CaseEvents.Where(e => e.CaseId == stored.Id).OrderBy(e => e.Id).Select(e => e.Cause).ToListAsync())).ShouldBe(events);
            (await pipeline.Read(db => db.Segments.SingleAsync(s => s.CaseId == stored.Id))).Mask.Length.ShouldBeGreaterThan(0);
            (await pipeline.Read(db => db.Models.SingleAsync(m => m.State == ModelState.Champion))).WeightsSha256.ShouldBe(stored.WeightsSha256);
            (await pipeline.Read(db => db.Models.SingleAsync(m => m.Id == db.Reigns.Single(r => r.EndedAt == null).ModelId))).State.ShouldBe(ModelState.Champion);
            var again = await Send(pipeline, Stored);
            again.Id.ShouldBe(stored.Id, "what came before the upgrade and comes again does nothing again");
            var fresh = await Send(pipeline, next);
            fresh.State.ShouldBe(CaseState.Delivered, fresh.Reason);
            (await pipeline.Read(db => db.Cases.CountAsync())).ShouldBe(++cases);
        }
    }

    private static async Task<SegmentationCase> Send(PipelineUnderTest pipeline, SyntheticCase spec)
    {
        await pipeline.SendImage(spec);
        await pipeline.SendReport(SyntheticHl7.Encode(spec));
        return await pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
    }

    private static async Task<IReadOnlyList<string>> Known(PersistenceOptions records)
    {
        await using var services = new ServiceCollection().AddPersistence(records).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<PipelineDbContext>>().CreateDbContextAsync(Cancel);
        return [.. db.Database.GetMigrations()];
    }

    /// <summary>The records as the earlier version would have kept them: later tables and columns are gone.</summary>
    private static async Task BackTo(string migration, PersistenceOptions records)
    {
        await using var services = new ServiceCollection().AddPersistence(records).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<PipelineDbContext>>().CreateDbContextAsync(Cancel);
        await db.GetService<IMigrator>().MigrateAsync(migration, Cancel);
        (await db.Database.GetAppliedMigrationsAsync(Cancel)).Last().ShouldBe(migration);
    }
}
