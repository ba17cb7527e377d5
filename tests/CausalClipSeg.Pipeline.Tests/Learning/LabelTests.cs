using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Pipeline.Tests.Persistence;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests.Learning;

/// <summary>Every door through which a reader's word comes in, on one running pipeline with one result.</summary>
public sealed class LabelTests : IAsyncLifetime
{
    private static readonly SyntheticCase Spec = new(71, 256, 256) { RightZones = LungZones.Lower };
    private PipelineUnderTest _pipeline = null!;
    private SegmentationCase _case = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _pipeline = await PipelineUnderTest.Embedded();
        await _pipeline.SendImage(Spec);
        await _pipeline.SendReport(SyntheticHl7.Encode(Spec));
        _case = await _pipeline.CaseAtRest(SyntheticStudy.Of(Spec).SopInstanceUid);
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task Each_verdict_of_a_review_becomes_a_label_and_the_same_reader_supersedes_himself()
    {
        var segment = await Segment();
        (await Review(ReviewVerdict.Rejected, reader: "first")).Refusal.ShouldBeNull();
        (await Review(ReviewVerdict.Accepted, reader: "first")).Refusal.ShouldBeNull();
        var drawn = SyntheticRadiograph.Draw(Spec).Mask;
        (await Review(ReviewVerdict.Redrawn, drawn, reader: "first")).Refusal.ShouldBeNull();

        var labels = await _pipeline.Read(db => db.Labels.OrderBy(l => l.CreatedAt).ToListAsync());
        labels.Select(l => l.Verdict).ShouldBe([LabelVerdict.Rejected, LabelVerdict.Accepted, LabelVerdict.Drawn]);
        labels.Count(l => l.SupersededById is null).ShouldBe(1);
        MaskBlob.Unpack(labels[0].Mask, 256, 256).Sum(p => p).ShouldBe(0);
        labels[1].Mask.ShouldBe(segment.Mask);
        MaskBlob.Unpack(labels[2].Mask, 256, 256).ShouldBe(drawn);
        await _pipeline.Services.GetRequiredService<LabelShelf>().ExcludeAsync(_case.SopInstanceUid, "A test.", new AuditParticipant("a test", true), Cancel);
        await Review(ReviewVerdict.Accepted, reader: "first");
        (await _pipeline.Read(db => db.Labels.SingleAsync(l => l.SupersededById == null))).Verdict.ShouldBe(LabelVerdict.Accepted, "nothing learns from it, and it replaces what the reader said before all the same");
        labels.ShouldAllBe(l => l.Role == "radiologist" && l.ResultWeightsSha256 == _case.WeightsSha256 && l.Sentence == segment.Sentence && l.TrackingUid == segment.TrackingUid);
    }

    [Fact]
    public async Task Two_readers_are_both_kept_and_their_disagreement_is_measured()
    {
        var drawn = SyntheticRadiograph.Draw(Spec).Mask;
        var half = (byte[])drawn.Clone();
        foreach (var i in Enumerable.Range(0, drawn.Length).Where(i => drawn[i] == 1).Take(drawn.Sum(p => p) / 2))
            half[i] = 0;
        await Review(ReviewVerdict.Redrawn, drawn, reader: "first");
        await Review(ReviewVerdict.Redrawn, half, reader: "second");

        (await _pipeline.Read(db => db.Labels.CountAsync(l => l.SupersededById == null))).ShouldBe(2);
        (await _pipeline.Read(db => db.LabelDisagreements.SingleAsync())).Dice.ShouldBe(2.0 / 3, 0.01);
        (await _pipeline.Read(db => db.Labels.Select(l => l.Reader).ToListAsync())).ShouldAllBe(reader => reader!.Length == 16 && reader != "first" && reader != "second");
    }

    [Fact]
    public async Task A_correction_from_the_PACS_finds_its_segment_by_the_tracking_UID()
    {
        var segment = await Segment();
        var file = SyntheticSenders.HumanSegmentation(Spec);
        var item = file.Dataset.GetSequence(FellowOakDicom.DicomTag.SegmentSequence).Items[0];
        item.AddOrUpdate(FellowOakDicom.DicomTag.TrackingUID, segment.TrackingUid);
        item.AddOrUpdate(FellowOakDicom.DicomTag.SegmentLabel, "whatever the workstation calls it");
        (await _pipeline.Send(file)).IsStored.ShouldBeTrue();

        var label = await Eventually.Get("a label", () => _pipeline.Read(db => db.Labels.SingleOrDefaultAsync()));
        (label.CaseId, label.ReferringText, label.TrackingUid, label.Source).ShouldBe((_case.Id, segment.ReferringText, segment.TrackingUid, "PACS"));
    }

    [Fact]
    public async Task A_drawing_of_something_else_is_kept_without_the_sentence_and_said_to_be()
    {
        var drawn = SyntheticSenders.HumanSegmentation(Spec);
        var item = drawn.Dataset.GetSequence(DicomTag.SegmentSequence).Items[0];
        item.Remove(DicomTag.TrackingUID, DicomTag.TrackingID);
        item.AddOrUpdate(DicomTag.SegmentLabel, "Heart");
        item.GetSequence(DicomTag.SegmentedPropertyTypeCodeSequence).Items[0].AddOrUpdate(DicomTag.CodeValue, "80891009").AddOrUpdate(DicomTag.CodeMeaning, "Heart");
        item.GetSequence(DicomTag.SegmentedPropertyCategoryCodeSequence).Items[0].AddOrUpdate(DicomTag.CodeValue, "123037004").AddOrUpdate(DicomTag.CodeMeaning, "Anatomical Structure");
        (await _pipeline.Send(drawn)).IsStored.ShouldBeTrue();
        (await _pipeline.Refused("label")).Reason.ShouldStartWith("Segment 1 (\"Heart\") of SEG");
        var label = await _pipeline.Read(db => db.Labels.SingleAsync());
        (label.ReferringText, label.CaseId, label.FindingId).ShouldBe((null, null, null));
    }

    [Theory]
    [InlineData("Segment_1", null, true)]
    [InlineData("Segment_1", "airspace-opacity", true)]
    [InlineData("Segment_1", "pneumonia", true)]
    [InlineData("consolidation", null, true)]
    [InlineData("nodule", null, false)]
    [InlineData("Segment_1", "pleural-effusion", false)]
    public void A_segment_without_a_name_corrects_the_only_one_and_another_finding_does_not(string label, string? finding, bool corrects)
    {
        var ours = new CorrectedSegment(Sample.Case(Sample.Report()), Sample.Segment(new byte[24]));
        var drawn = new ReadSegment(1, label, Codes.MorphologicallyAbnormalStructure, finding is null ? null : Codes.ForFinding(finding), SegmentAlgorithmType.Manual, null, null);
        (CorrectedSegment.Of([ours], [drawn])[0] is not null).ShouldBe(corrects);
        CorrectedSegment.Of([ours], [drawn, drawn with { Number = 2 }]).ShouldAllBe(segment => segment == null, "two drawings, and one sentence");
    }

    [Fact]
    public async Task A_plain_JSON_event_rejects_a_result_once_however_often_it_comes()
    {
        var message = new LabelSubmitted { ResultSegSopInstanceUid = _case.SegSopInstanceUid, Verdict = "rejected", Role = "resident", Use = "research" };
        var identity = new MessageIdentity(nameof(LabelSubmitted), Guid.NewGuid());
        for (var i = 0; i < 2; i++)
            await _pipeline.Services.GetRequiredService<SubmittedLabels>().AcceptAsync(message, identity, Cancel);
        var label = await _pipeline.Read(db => db.Labels.SingleAsync());
        (label.Verdict, label.Role, label.Use, label.Source).ShouldBe((LabelVerdict.Rejected, "resident", LabelUse.Research, "event"));
    }

    [Fact]
    public async Task What_cannot_be_a_label_is_refused_with_a_sentence()
    {
        (await Review(ReviewVerdict.Redrawn, [1, 0])).Refusal.ShouldBe("The drawn mask has 2 pixels; the image has 256 x 256, one byte for each.");
        (await Review(ReviewVerdict.Accepted, segment: 9)).Refusal.ShouldBe($"Case {_case.Id} has no segment 9.");
        var submitted = _pipeline.Services.GetRequiredService<SubmittedLabels>();
        await submitted.AcceptAsync(new LabelSubmitted { Path = "/etc/passwd" }, new MessageIdentity(nameof(LabelSubmitted), Guid.NewGuid()), Cancel);
        (await _pipeline.Refused("label")).Reason.ShouldBe("The event's path lies below none of the folders in Intake:SharedFolders. Add the folder there, or send the SEG by C-STORE.");
        await _pipeline.Services.GetRequiredService<PipelineStore>().InTransactionAsync(async db =>
            (await db.Cases.SingleAsync(c => c.Id == _case.Id, Cancel)).MoveTo(CaseState.Superseded, "a newer report came", DateTimeOffset.UnixEpoch), Cancel);
        (await Review(ReviewVerdict.Accepted)).Refusal.ShouldBe($"Case {_case.Id} was replaced by a newer one on the same image; review that one.");
        (await _pipeline.Read(db => db.Labels.CountAsync())).ShouldBe(0);
    }

    private Task<CaseSegment> Segment() => _pipeline.Read(db => db.Segments.FirstAsync(s => s.CaseId == _case.Id));

    private Task<ReviewOutcome> Review(ReviewVerdict verdict, byte[]? mask = null, string? reader = null, int segment = 1) =>
        _pipeline.Services.GetRequiredService<ReviewLabels>().RecordAsync(new Review(_case.Id, segment, verdict, mask, "radiologist", null) { Reader = reader }, Cancel);
}
