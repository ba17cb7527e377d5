using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Operations;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>A case ended while its SEG may have been on its way: the message that would send it comes (again), and finds it ended.</summary>
public sealed class TakingBackTests(RealServers servers)
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

    /// <summary>A reader speaks while the case is taken back: whoever ends it waits for the word, and ends that as well.</summary>
    [Fact]
    public async Task A_word_that_is_just_being_said_ends_with_its_case()
    {
        await using var pipeline = await IdlePipeline.Create(
            "ends", ("Database:Postgres", await (await servers.Postgres()).CreateDatabase("ends")), ("Labels:ReaderKey", "a key of the tests' readers"));
        var (report, said, ends) = (Sample.Report(), new TaskCompletionSource(), new TaskCompletionSource<Task<string?>>());
        var delivered = Sample.Case(report);
        foreach (var state in (CaseState[])[CaseState.Segmenting, CaseState.Delivering, CaseState.Delivered])
            delivered.MoveTo(state, "as the test wants it", Sample.Now);
        delivered.SegmentedAt = Sample.Now;
        delivered.Segments.Add(Sample.Segment([1, .. new byte[23]]));
        await pipeline.Store.InTransactionAsync(db => db.AddRangeAsync([Sample.Study(), Sample.Image(), report, delivered], Cancel), Cancel);

        var word = pipeline.Store.InTransactionAsync(async db =>
        {
            var outcome = await pipeline.Services.GetRequiredService<ReviewLabels>().RecordAsync(
                db, new Review(delivered.Id, 1, ReviewVerdict.Accepted, null, "radiologist", null), new LabelOrigin("review", "radiologist"), Cancel);
            said.TrySetResult();
            var end = await ends.Task;
            await Eventually.True("an end that waits", async () => end.IsCompleted || await db.Database.SqlQuery<int>(
                $"SELECT count(*)::int AS \"Value\" FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())").SingleAsync(Cancel) > 0);
            return outcome.LabelId.ShouldNotBeNull();
        }, Cancel);
        // Whichever comes first: a transaction that failed says nothing.
        await await Task.WhenAny(word, said.Task);
        ends.SetResult(pipeline.Services.GetRequiredService<CaseDesk>().WithdrawAsync(delivered.Id, new AuditParticipant("an operator", true), Cancel));
        (await await ends.Task).ShouldBeNull();

        var label = await word;
        (await pipeline.Store.ReadAsync(db => db.Labels.SingleAsync(l => l.Id == label, Cancel), Cancel)).SegStands.ShouldBeFalse();
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
