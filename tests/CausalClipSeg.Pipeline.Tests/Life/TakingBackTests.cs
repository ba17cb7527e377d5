using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>A case ended while its SEG may have been on its way: the message that would send it comes (again), and finds it ended.</summary>
public sealed class TakingBackTests
{
    private const string Seg = "2.25.9";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An attempt that failed is on record with the SEG's UID; a worker may have stored the SEG after it and died before it could say so.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task What_may_be_in_the_archive_is_taken_back_once(bool wasDelivered, int takenBack)
    {
        await using var pipeline = await IdlePipeline.Create("taking-back");
        var store = pipeline.Store;
        var ended = await EndedAsync(store, wasDelivered);

        await store.InTransactionAsync(async db => await pipeline.Services.GetRequiredService<DeliveryRecord>()
            .NoLongerWantedAsync(db, await CaseResult.LoadAsync(db, ended, Cancel), Seg, Cancel), Cancel);

        (await store.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.Type == nameof(SegmentationWithdrawn), Cancel), Cancel)).ShouldBe(takenBack);
    }

    private static async Task<Guid> EndedAsync(PipelineStore store, bool wasDelivered)
    {
        var report = Sample.Report();
        var ended = Sample.Case(report);
        IEnumerable<CaseState> states = [CaseState.Segmenting, CaseState.Delivering, .. wasDelivered ? [CaseState.Delivered] : Array.Empty<CaseState>(), CaseState.Superseded];
        foreach (var state in states)
            ended.MoveTo(state, "as the test wants it", Sample.Now);
        ended.SegSopInstanceUid = Seg;
        await store.InTransactionAsync(db =>
        {
            db.AddRange(Sample.Study(), Sample.Image(), report, ended);
            return Task.CompletedTask;
        }, Cancel);
        return ended.Id;
    }
}
