using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Hosting;
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
}
