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
public sealed class ReviewDeliveryTests
{
    [Fact]
    public async Task An_accepted_mask_is_stored_once_as_semiautomatic_and_an_empty_redraw_ends_quietly()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var spec = new SyntheticCase(2141, 400, 360) { RightZones = LungZones.Lower };
        await pipeline.SendImage(spec);
        await pipeline.SendReport(SyntheticHl7.Encode(spec));
        var delivered = await pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
        var labels = pipeline.Services.GetRequiredService<ReviewLabels>();
        var segment = await pipeline.Read(db => db.Segments.FirstAsync(s => s.CaseId == delivered.Id));

        await Send(await labels.RecordAsync(new Review(delivered.Id, segment.Number, ReviewVerdict.Accepted, null, "radiologist", null), TestContext.Current.CancellationToken));
        await Handled(1);
        var reviewed = Objects().Where(seg => seg.GetSingleValueOrDefault(DicomTag.ContentLabel, "") == "REVIEWED").ToList();
        reviewed.ShouldHaveSingleItem().GetSequence(DicomTag.SegmentSequence).Items[0].GetString(DicomTag.SegmentAlgorithmType).ShouldBe("SEMIAUTOMATIC");
        Objects().Select(Side).ShouldBe([Codes.Right, Codes.Right], "ours and the reviewed one");
        Directory.GetFiles(Path.Combine(pipeline.Root, "results"), "*.new", SearchOption.AllDirectories).ShouldBeEmpty();

        var nothing = new byte[segment.Rows * segment.Columns];
        await Send(await labels.RecordAsync(new Review(delivered.Id, segment.Number, ReviewVerdict.Redrawn, nothing, "radiologist", null), TestContext.Current.CancellationToken));
        await Handled(2);
        Objects().Count(seg => seg.GetSingleValueOrDefault(DicomTag.ContentLabel, "") == "REVIEWED").ShouldBe(1);

        Task Send(ReviewOutcome outcome) => pipeline.Store.InTransactionAsync(db =>
        {
            db.Enqueue(new ReviewAccepted(outcome.LabelId.ShouldNotBeNull(), 1), "review", DateTimeOffset.UtcNow);
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);

        // Without the note an embedded broker would do it again at each start.
        Task Handled(int messages) => Eventually.Get($"{messages} noted messages", () => pipeline.Read(async db =>
            await db.InboxMessages.CountAsync(m => m.Consumer.Contains(nameof(ReviewAccepted))) == messages ? "noted" : null), TimeSpan.FromSeconds(30));

        static CodedConcept? Side(DicomDataset seg) => CodedConcept.FromSequence(
            seg.GetSequence(DicomTag.SegmentSequence).Items[0].GetSequence(DicomTag.AnatomicRegionSequence).Items[0], DicomTag.AnatomicRegionModifierSequence);

        IEnumerable<DicomDataset> Objects() => Directory.EnumerateFiles(Path.Combine(pipeline.Root, "results"), "*.dcm", SearchOption.AllDirectories).Select(path => DicomFile.Open(path).Dataset);
    }
}
