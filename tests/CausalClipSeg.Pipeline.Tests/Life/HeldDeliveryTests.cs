using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Tests.Persistence;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>Cases that wait for an archive that is away.</summary>
public sealed class HeldDeliveryTests
{
    private const int Cases = 160;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Otherwise an outage over night writes millions of rows that only say "still away".</summary>
    [Fact]
    public async Task The_more_cases_wait_the_later_each_comes_back_and_some_come_back_in_every_pause()
    {
        await using var pipeline = await IdlePipeline.Create("held");
        var (store, record) = (pipeline.Store, pipeline.Services.GetRequiredService<DeliveryRecord>());

        var began = DateTimeOffset.UtcNow;
        for (var i = 0; i < Cases; i++)
            await store.InTransactionAsync(db => record.HoldAsync(db, new SegmentationCreated(Guid.NewGuid()), Pause, Cancel), Cancel);
        var turns = (await store.ReadAsync(db => db.OutboxMessages.Select(m => m.NotBefore).ToListAsync(Cancel), Cancel)).ConvertAll(turn => turn.ShouldNotBeNull() - began);

        turns.Min().ShouldBeInRange(Pause, Pause * 3);
        turns.Count(turn => turn > Pause * 3).ShouldBeGreaterThan(Cases / 2);
        turns.Max().ShouldBeLessThan(Pause * (2 + Cases / 8));
    }

    [Theory]
    [InlineData(DeliveryKind.Stored, true)]
    [InlineData(DeliveryKind.Permanent, true)]
    [InlineData(DeliveryKind.Transient, false)]
    public async Task What_was_held_leaves_at_once_when_the_archive_has_answered_somebody(DeliveryKind kind, bool leaves)
    {
        await using var pipeline = await IdlePipeline.Create("released");
        var (store, record) = (pipeline.Store, pipeline.Services.GetRequiredService<DeliveryRecord>());
        var report = Sample.Report();
        var answered = Sample.Case(report);
        answered.MoveTo(CaseState.Segmenting, "as the test wants it", Sample.Now);
        answered.MoveTo(CaseState.Delivering, "as the test wants it", Sample.Now);
        await store.InTransactionAsync(async db =>
        {
            db.AddRange(Sample.Study(), Sample.Image(), report, answered);
            for (var i = 0; i < 3; i++)
                await record.HoldAsync(db, new SegmentationCreated(Guid.NewGuid()), Pause, Cancel);
            db.Enqueue(new SegmentationCreated(Guid.NewGuid()), "another archive's", Sample.Now, notBefore: Sample.Now + Pause, "another archive");
        }, Cancel);
        var result = await store.ReadAsync(db => CaseResult.LoadAsync(db, answered.Id, Cancel), Cancel);

        await store.InTransactionAsync(db => record.AttemptAsync(
            db, result, new WrittenSegmentation(new DicomFile(), "2.25.1", "2.25.2", "results/1.dcm", null), new DeliveryOutcome(kind, 0, "as the test wants it"), TimeSpan.Zero, Cancel), Cancel);

        var held = await store.ReadAsync(db => db.OutboxMessages.Where(m => m.OrderingKey != answered.Id.ToString()).OrderBy(m => m.Sequence).Select(m => m.NotBefore != null).ToListAsync(Cancel), Cancel);
        held.ShouldBe([!leaves, !leaves, !leaves, true]);
    }
}
