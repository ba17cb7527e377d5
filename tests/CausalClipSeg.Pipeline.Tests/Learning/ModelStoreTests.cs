using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests.Learning;

/// <summary>Which weights retention may delete.</summary>
public sealed class ModelStoreTests(RealServers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Weights_that_another_record_shares_stay_until_none_of_them_needs_them()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        await using var folder = new TemporaryFolder("purge");
        var shared = folder.Folder("bundles", "shared");
        var (rejected, candidate) = (Model("1"), Model("2"));
        rejected.Reject("worse");
        await Save(rejected, candidate);
        var storage = Options.Create(new StorageOptions { Root = folder.Path, KeepLearningDays = 30 });
        var clock = new StandingClock { Now = Sample.Now.AddDays(29) };
        var models = new ModelStore(database.Store, new InstanceStore(storage), Options.Create(new PromotionOptions { KeepRejected = 0, KeepRetired = 0 }), storage, clock);

        (await models.PurgeAsync(Cancel)).ShouldBe(0);
        Directory.Exists(shared).ShouldBeTrue("the candidate answers with them");

        clock.Now = Sample.Now.AddDays(31);
        (await models.PurgeAsync(Cancel)).ShouldBe(1, "nobody has judged it in a month");
        Directory.Exists(shared).ShouldBeFalse();

        Task Save(params ModelRecord[] records) => database.Store.InTransactionAsync(db =>
        {
            db.Models.AddRange(records);
            return Task.CompletedTask;
        }, Cancel);
    }

    private static ModelRecord Model(string version) => new()
    {
        Name = "chest", Version = version, WeightsSha256 = new string('2', 64), Path = Path.Combine("bundles", "shared"), CreatedAt = Sample.Now,
    };
}
