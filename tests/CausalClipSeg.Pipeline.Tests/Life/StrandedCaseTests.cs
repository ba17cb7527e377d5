using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Inference;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Operations;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Pipeline.Tests.Persistence;
using FellowOakDicom;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>What no retry helps ends a case where a person sees it; none says for ever that it is being worked on.</summary>
public sealed class StrandedCaseTests : IAsyncLifetime
{
    private const string Transaction = "2.25.77";
    private IdlePipeline? _pipeline;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceProvider Services => Pipeline.Services;

    private PipelineStore Store => Pipeline.Store;

    private IdlePipeline Pipeline => _pipeline.ShouldNotBeNull();

    public async ValueTask InitializeAsync() => _pipeline = await IdlePipeline.Create("stranded");

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();

    [Theory]
    [InlineData("frames", "No SEG can be made of image")]
    [InlineData("damaged", "No SEG can be made of image")]
    public async Task A_source_that_makes_no_SEG_fails_its_case_with_the_sentence(string source, string sentence)
    {
        var stuck = await CaseIn(CaseState.Delivering);
        await Place(source);

        await Services.GetRequiredService<CaseDelivery>().DeliverAsync(new SegmentationCreated(stuck), new MessageIdentity("test", Guid.NewGuid()), Cancel);

        var ended = await Read(stuck);
        (ended.State, ended.Reason.ShouldNotBeNull()).ShouldSatisfyAllConditions(e => e.State.ShouldBe(CaseState.Failed), e => e.Item2.ShouldStartWith(sentence));
    }

    [Fact]
    public async Task An_image_that_is_not_in_the_store_is_looked_for_again_before_its_case_fails()
    {
        var stuck = await CaseIn(CaseState.Delivering);
        for (var look = 1; look < DeliveryRecord.LooksForAnImage; look++)
        {
            await Deliver();
            var waiting = await Read(stuck);
            var messages = await Store.ReadAsync(db => db.OutboxMessages.Where(m => m.Type == nameof(SegmentationCreated)).ToListAsync(Cancel), Cancel);
            (waiting.State, messages.Count).ShouldBe((CaseState.Delivering, look));
            messages.ShouldAllBe(m => m.NotBefore > m.CreatedAt);
        }

        await Deliver();

        var ended = await Read(stuck);
        ended.State.ShouldBe(CaseState.Failed);
        ended.Reason.ShouldNotBeNull().ShouldEndWith("See that Storage:Root is whole, then retry the case.");

        Task Deliver() => Services.GetRequiredService<CaseDelivery>().DeliverAsync(new SegmentationCreated(stuck), new MessageIdentity("test", Guid.NewGuid()), Cancel);
    }

    [Theory]
    [InlineData("frames")]
    [InlineData("damaged")]
    [InlineData("gone")]
    public async Task An_image_that_cannot_be_read_parks_its_case_with_the_sentence(string source)
    {
        var stuck = await CaseIn(CaseState.Ready);
        await Place(source);

        await Services.GetRequiredService<CaseSegmenter>().SegmentAsync(new SegmentationRequested(stuck), new MessageIdentity("test", Guid.NewGuid()), Cancel);

        var ended = await Read(stuck);
        ended.State.ShouldBe(CaseState.Parked);
        ended.Reason.ShouldNotBeNull().ShouldContain("image");
    }

    [Theory]
    [InlineData(19, CaseState.Parked)]
    [InlineData(20, CaseState.Failed)]
    public async Task A_case_on_which_twenty_workers_ended_is_asked_no_more_until_somebody_retries_it(int beginnings, CaseState then)
    {
        var stuck = await CaseIn(CaseState.Segmenting);
        await Place("damaged");
        await Store.InTransactionAsync(async db =>
        {
            var found = await db.Cases.SingleAsync(c => c.Id == stuck, Cancel);
            for (var begun = 1; begun < beginnings; begun++)
                found.BeginAgain("and again", Sample.Now);
            found.ReferringText = "Opacity in the right lower lobe.";
        }, Cancel);

        await Segment();

        var ended = await Read(stuck);
        ended.State.ShouldBe(then);
        if (then != CaseState.Failed)
            return;
        ended.Reason.ShouldNotBeNull().ShouldStartWith("20 times");
        (await Services.GetRequiredService<CaseDesk>().RetryAsync(stuck, new AuditParticipant("a person", true), Cancel)).ShouldBeNull();
        await Segment();
        (await Read(stuck)).State.ShouldBe(CaseState.Parked, "the damaged image was looked at again");

        Task Segment() => Services.GetRequiredService<CaseSegmenter>().SegmentAsync(new SegmentationRequested(stuck), new MessageIdentity("test", Guid.NewGuid()), Cancel);
    }

    [Theory]
    [InlineData("segmentation-requested", CaseState.Ready, true)]
    [InlineData("segmentation-requested", CaseState.Segmenting, true)]
    [InlineData("segmentation-requested", CaseState.Delivering, false)]
    [InlineData("segmentation-created", CaseState.Delivering, true)]
    [InlineData("segmentation-created", CaseState.Delivered, false)]
    [InlineData("segmentation-created", CaseState.Superseded, false)]
    [InlineData("commitment-wanted", CaseState.Delivering, true)]
    [InlineData("commitment-due", CaseState.Delivering, true)]
    [InlineData("commitment-due", CaseState.Withdrawn, false)]
    [InlineData("report-arrived", CaseState.Segmenting, false)]
    public async Task A_message_that_is_given_up_fails_the_case_that_waits_for_it_and_no_other(string queue, CaseState state, bool fails)
    {
        var stuck = await CaseIn(state);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { messageType = new[] { "urn:message:any" }, message = new { caseId = stuck, transactionUid = Transaction } });

        await Services.GetRequiredService<DeadLetters>().RecordAsync(new($"causalclipseg.{queue}", "It cannot be done (Exception)", Guid.NewGuid(), body), Cancel);

        var ended = await Read(stuck);
        var open = await Services.GetRequiredService<DeadLetterDesk>().ListAsync(null, Cancel);
        (ended.State, open.Count).ShouldBe(fails ? (CaseState.Failed, 0) : (state, 1));
        if (!fails)
            return;
        ended.Reason.ShouldBe("It cannot be done (Exception)");
        (await Store.ReadAsync(db => db.Refusals.SingleAsync(Cancel), Cancel)).Resolution.ShouldBe("failed its case");
        if (state == CaseState.Delivering)
            (await Services.GetRequiredService<CaseDesk>().RetryAsync(stuck, new AuditParticipant("a person", true), Cancel)).ShouldBeNull("its retry is the way on");
    }

    private Task<SegmentationCase> Read(Guid id) => Store.ReadAsync(db => db.Cases.SingleAsync(c => c.Id == id, Cancel), Cancel);

    /// <summary>Lays something where the image of the case was stored.</summary>
    private async Task Place(string source)
    {
        var path = Services.GetRequiredService<InstanceStore>().Full(Sample.Image().FilePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
        if (source == "damaged")
            await File.WriteAllBytesAsync(path, new byte[400], Cancel);
        if (source != "frames")
            return;
        var file = SyntheticDicom.Create(new SyntheticCase(5, 64, 64), new SyntheticDicomVariant());
        file.Dataset.AddOrUpdate(DicomTag.NumberOfFrames, 2);
        await file.SaveAsync(path);
    }

    private async Task<Guid> CaseIn(CaseState state)
    {
        var report = Sample.Report();
        var made = Sample.Case(report);
        CaseState[] way = state switch
        {
            CaseState.Ready => [],
            CaseState.Segmenting => [CaseState.Segmenting],
            CaseState.Delivering => [CaseState.Segmenting, CaseState.Delivering],
            _ => [CaseState.Segmenting, CaseState.Delivering, state],
        };
        foreach (var step in way)
            made.MoveTo(step, "as the test wants it", Sample.Now);
        if (way.Length > 1)
            made.SegmentedAt = Sample.Now;
        made.Segments.Add(Sample.Segment([1, .. new byte[23]]));
        await Store.InTransactionAsync(db =>
        {
            db.AddRange(Sample.Study(), Sample.Image(), report, made,
                new StorageCommitment { TransactionUid = Transaction, CaseId = made.Id, SopInstanceUid = "2.25.9", Destination = "archive", RequestedAt = Sample.Now });
            return Task.CompletedTask;
        }, Cancel);
        return made.Id;
    }
}
