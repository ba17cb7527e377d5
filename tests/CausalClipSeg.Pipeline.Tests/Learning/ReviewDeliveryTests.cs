using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>A person's word on a mask goes to the archive as a SEG of its own.</summary>
public sealed class ReviewDeliveryTests : IAsyncLifetime
{
    private PipelineUnderTest _pipeline = null!;
    private int _sent;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _pipeline = await PipelineUnderTest.Embedded();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task An_accepted_mask_is_stored_once_on_its_own_side_and_what_does_not_stand_any_more_ends_quietly()
    {
        var segments = await Segmented(new SyntheticCase(2141, 400, 360) { RightZones = LungZones.Lower, LeftZones = LungZones.Upper });
        segments.Select(s => s.Side).Order().ShouldBe(["bilateral", "left", "right"]);
        Results("FINDINGS").SelectMany(Sides).ShouldBe([Codes.Left.Value, Codes.Right.Value, Codes.RightAndLeft.Value], ignoreOrder: true, "ours");

        foreach (var segment in segments)
        {
            var label = await Say(segment, ReviewVerdict.Accepted);
            await Send(label);
            var reviewed = Results("REVIEWED").Single(seg => seg.GetString(DicomTag.SOPInstanceUID) == DerivedUid.Create("review", label.ToString()));
            Sides(reviewed).ShouldBe([Codes.ForSide(segment.Side)?.Value], segment.Side);
            reviewed.GetSequence(DicomTag.SegmentSequence).Items[0].GetString(DicomTag.SegmentAlgorithmType).ShouldBe("SEMIAUTOMATIC");
        }
        Directory.GetFiles(Path.Combine(_pipeline.Root, "results"), "*.new", SearchOption.AllDirectories).ShouldBeEmpty();

        await Send(await Say(segments[0], ReviewVerdict.Redrawn, new byte[segments[0].Rows * segments[0].Columns]));
        var takenBack = await Say(segments[0], ReviewVerdict.Accepted);
        await _pipeline.Store.InTransactionAsync(async db => (await db.Labels.SingleAsync(l => l.Id == takenBack, Cancel)).TakeBack(DateTimeOffset.UtcNow), Cancel);
        await Send(takenBack);
        await SaidBeforeTheCaseBecame(CaseState.Withdrawn, segments[0]);
        await SaidBeforeTheCaseBecame(CaseState.Superseded, (await Segmented(new SyntheticCase(2143, 400, 360) { RightZones = LungZones.Lower }))[0]);
        Results("REVIEWED").Count().ShouldBe(3, "the words that stand");
    }

    private async Task SaidBeforeTheCaseBecame(CaseState state, CaseSegment segment)
    {
        var label = await Say(segment, ReviewVerdict.Accepted);
        await _pipeline.Store.InTransactionAsync(async db => (await db.Cases.SingleAsync(c => c.Id == segment.CaseId, Cancel)).MoveTo(state, "for the test", DateTimeOffset.UtcNow), Cancel);
        await Send(label);
    }

    private async Task<List<CaseSegment>> Segmented(SyntheticCase spec)
    {
        await _pipeline.SendImage(spec);
        await _pipeline.SendReport(SyntheticHl7.Encode(spec));
        var delivered = await _pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
        delivered.State.ShouldBe(CaseState.Delivered, delivered.Reason);
        return await _pipeline.Read(db => db.Segments.Where(s => s.CaseId == delivered.Id).OrderBy(s => s.Number).ToListAsync());
    }

    private async Task<Guid> Say(CaseSegment segment, ReviewVerdict verdict, byte[]? mask = null) =>
        (await _pipeline.Services.GetRequiredService<ReviewLabels>().RecordAsync(new Review(segment.CaseId, segment.Number, verdict, mask, "radiologist", null), Cancel)).LabelId.ShouldNotBeNull();

    /// <summary>Until the message is noted: without the note an embedded broker would do it again at each start.</summary>
    private async Task Send(Guid label)
    {
        await _pipeline.Store.InTransactionAsync(db =>
        {
            db.Enqueue(new ReviewAccepted(label, 1), "review", DateTimeOffset.UtcNow);
            return Task.CompletedTask;
        }, Cancel);
        var messages = ++_sent;
        await Eventually.Get($"{messages} noted messages", () => _pipeline.Read(async db =>
            await db.InboxMessages.CountAsync(m => m.Consumer.Contains(nameof(ReviewAccepted))) == messages ? "noted" : null), TimeSpan.FromSeconds(30));
    }

    private static IEnumerable<string?> Sides(DicomDataset seg) => seg.GetSequence(DicomTag.SegmentSequence).Items
        .Select(item => CodedConcept.FromSequence(item.GetSequence(DicomTag.AnatomicRegionSequence).Items[0], DicomTag.AnatomicRegionModifierSequence)?.Value);

    private IEnumerable<DicomDataset> Results(string contentLabel) => Directory.EnumerateFiles(Path.Combine(_pipeline.Root, "results"), "*.dcm", SearchOption.AllDirectories)
        .Select(path => DicomFile.Open(path).Dataset).Where(seg => seg.GetSingleValueOrDefault(DicomTag.ContentLabel, "") == contentLabel);
}
