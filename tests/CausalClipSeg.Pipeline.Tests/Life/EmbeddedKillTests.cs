using CausalClipSeg.Benchmarks.Faults;
using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>The embedded default (SQLite, the bus in memory) with an archive: one process that dies by SIGKILL at one named point after the other, each start finding what the one before left.</summary>
public sealed class EmbeddedKillTests(RealServers servers)
{
    private static readonly TimeSpan ToFinish = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_single_process_killed_at_every_point_in_turn_finds_its_unfinished_work_and_finishes_it_once()
    {
        var orthanc = await servers.Orthanc();
        await using var folder = new TemporaryFolder("embedded-kills");
        var settings = Settings(folder, orthanc);
        var hospital = new Hospital();
        var sending = new List<Task>();
        var cases = new List<FaultCase>();
        foreach (var point in CrashPoints.All.Where(point => point != CrashPoints.DuringTraining))
        {
            await using var victim = await WorkerProcess.StartAsync(WorkerProcess.Product, settings, "intake,worker", point);
            hospital.Knows(victim);
            var next = FaultCase.New();
            cases.Add(next);
            sending.Add(hospital.SendAsync(next, TestContext.Current.CancellationToken));
            await Eventually.True($"the death at {point}", async () => !await victim.IsAliveAsync());
            hospital.Forgets(victim);
        }

        await using var healer = await WorkerProcess.StartAsync(WorkerProcess.Product, settings, "intake,worker");
        hospital.Knows(healer);
        await Task.WhenAll(sending);
        await using var records = Records(folder);
        var store = records.GetRequiredService<PipelineStore>();
        foreach (var sent in cases)
        {
            var done = await Eventually.Get("the case at rest", () => store.ReadAsync(
                db => db.Cases.SingleOrDefaultAsync(c => c.SopInstanceUid == sent.Study.SopInstanceUid && !CaseTransitions.Moving.Contains(c.State)), TestContext.Current.CancellationToken), ToFinish);
            done.State.ShouldBe(CaseState.Delivered, $"{done.Reason}\n{healer.LogTail()}");
            (await orthanc.Find(("StudyInstanceUID", sent.Study.StudyInstanceUid), ("Modality", "SEG"))).Count.ShouldBe(1);
        }
        // What announces a stored SEG leaves after the commit that ends its case.
        await Eventually.True("an empty outbox", () => store.ReadAsync(async db => !await db.OutboxMessages.AnyAsync(m => m.DispatchedAt == null), TestContext.Current.CancellationToken));
    }

    private static Dictionary<string, string> Settings(TemporaryFolder folder, PrivateOrthanc orthanc) => new()
    {
        ["Labels:ReaderKey"] = "a key of the kills' readers",
        ["Storage:Root"] = folder.Path,
        ["Pacs:Host"] = "127.0.0.1",
        ["Pacs:Port"] = $"{orthanc.DicomPort}",
        ["Pacs:CalledAe"] = PrivateOrthanc.AeTitle,
    };

    private static ServiceProvider Records(TemporaryFolder folder) => new ServiceCollection().AddLogging()
        .AddPersistence(new PersistenceOptions { ConnectionString = $"Data Source={folder.File("causalclipseg.db")}" }).BuildServiceProvider();
}
