using System.Text;
using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Operations;
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

    public async ValueTask InitializeAsync() => _pipeline = await PipelineUnderTest.Embedded(("Pacs:RejectionNotes", "true"));

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task An_accepted_mask_is_stored_once_on_its_own_side_and_what_does_not_stand_any_more_ends_quietly()
    {
        var spec = new SyntheticCase(2141, 400, 360) { RightZones = LungZones.Lower, LeftZones = LungZones.Upper };
        var (segments, accepted) = (await Segmented(spec), new List<Guid>());
        segments.Select(s => s.Side).Order().ShouldBe(["bilateral", "left", "right"]);
        Results("FINDINGS").SelectMany(Sides).ShouldBe([Codes.Left.Value, Codes.Right.Value, Codes.RightAndLeft.Value], ignoreOrder: true, "ours");

        foreach (var segment in segments)
        {
            var label = await Say(segment, ReviewVerdict.Accepted);
            await Send(label);
            accepted.Add(label);
            var reviewed = Results("REVIEWED").Single(seg => seg.GetString(DicomTag.SOPInstanceUID) == DerivedUid.Create("review", label.ToString()));
            Sides(reviewed).ShouldBe([Codes.ForSide(segment.Side)?.Value], segment.Side);
            reviewed.GetSequence(DicomTag.SegmentSequence).Items[0].GetString(DicomTag.SegmentAlgorithmType).ShouldBe("SEMIAUTOMATIC");
        }
        Directory.GetFiles(Path.Combine(_pipeline.Root, "results"), "*.new", SearchOption.AllDirectories).ShouldBeEmpty();

        await Send(await Say(segments[0], ReviewVerdict.Redrawn, new byte[segments[0].Rows * segments[0].Columns]));
        var takenBack = await Say(segments[0], ReviewVerdict.Accepted);
        await TakeBack(takenBack);
        await Send(takenBack);
        Results("REVIEWED").Count().ShouldBe(3, "the words that stand");
        await WhatTheArchiveHoldsIsRejectedOnce(segments[1]);
        Results("REVIEWED").Count().ShouldBe(6, "those, and three that were rejected since");
        await WhatAReaderDrewOutlivesOursAndNotTheReport(spec, segments[0], accepted);
        await ACorrectedReportEndsWhatPersonsSaid(new SyntheticCase(2143, 400, 360) { RightZones = LungZones.Lower });
    }

    private async Task WhatAReaderDrewOutlivesOursAndNotTheReport(SyntheticCase spec, CaseSegment segment, List<Guid> accepted)
    {
        var (drawn, late, lateDrawn) = (await Draw(segment, "fourth"), await Say(segment, ReviewVerdict.Accepted, reader: "fifth"), await Draw(segment, "sixth"));
        await Send(drawn);
        (await _pipeline.Services.GetRequiredService<CaseDesk>().WithdrawAsync(segment.CaseId, new AuditParticipant("an operator", true), Cancel)).ShouldBeNull();
        foreach (var ours in accepted)
            await Rejected(ours, "Withdrawn by an operator.", "113037");
        await Send(late);
        (await Label(late)).StoredAt.ShouldBeNull("our mask, which does not stand");
        await Send(lateDrawn);
        foreach (var kept in (Guid[])[drawn, lateDrawn])
            (await Label(kept)).ShouldSatisfyAllConditions(l => l.StoredAt.ShouldNotBeNull(), l => l.SegStands.ShouldBeTrue("the sentence is still said"));

        (await _pipeline.SendReport(Report(spec, "W", ""))).ShouldContain("MSA|AA|");
        foreach (var gone in (Guid[])[drawn, lateDrawn])
            await Rejected(gone, "Withdrawn by an operator.", "113037");
    }

    /// <summary>One in the archive, one drawn, one whose worker had died between sending the SEG and noting that, and one that had not been sent.</summary>
    private async Task ACorrectedReportEndsWhatPersonsSaid(SyntheticCase spec)
    {
        var segment = (await Segmented(spec))[0];
        Guid[] said = [await Say(segment, ReviewVerdict.Accepted, reader: "first"), await Draw(segment, "second"), await Say(segment, ReviewVerdict.Accepted, reader: "third")];
        foreach (var one in said)
            await Send(one);
        await Forget(said[2]);
        var late = await Draw(segment, "fourth");

        (await _pipeline.SendReport(Report(spec, "C", "The lungs are clear."))).ShouldContain("MSA|AA|");
        foreach (var gone in said[..2])
            await Rejected(gone, "Version 2 of the report replaced it.");
        await Send(said[2]);
        await Rejected(said[2], "Version 2 of the report replaced it.");
        await Send(late);
        (await Label(late)).StoredAt.ShouldBeNull();
    }

    private static byte[] Report(SyntheticCase spec, string status, string text) =>
        Encoding.UTF8.GetBytes(SyntheticHl7.Write(SyntheticStudy.Of(spec), spec.View, text, new SyntheticHl7Options { Status = status, Version = 2 }));

    /// <summary>Replaced, taken back, and replaced after a worker had died between sending the SEG and noting that: an archive holds all three, and is told of each once.</summary>
    private async Task WhatTheArchiveHoldsIsRejectedOnce(CaseSegment segment)
    {
        Notes().ShouldBeEmpty();
        var replaced = await Say(segment, ReviewVerdict.Accepted, reader: "first");
        await Send(replaced);
        (await Label(replaced)).ShouldSatisfyAllConditions(l => l.StoredAt.ShouldNotBeNull(), l => l.IsLeftInArchive.ShouldBeFalse());
        await Say(segment, ReviewVerdict.Rejected, reader: "first");
        await Rejected(replaced, "A later word of the same reader replaces it.");

        var takenBack = await Say(segment, ReviewVerdict.Accepted, reader: "second");
        await Send(takenBack);
        await TakeBack(takenBack);
        await Rejected(takenBack, "The reader has taken the word back.");

        var forgotten = await Say(segment, ReviewVerdict.Accepted, reader: "third");
        await Send(forgotten);
        await Forget(forgotten);
        await Say(segment, ReviewVerdict.WrongSide, reader: "third");
        await Send(forgotten);
        await Rejected(forgotten, "A later word of the same reader replaces it.");
        Notes().Count().ShouldBe(3);
    }

    private Task<int> Forget(Guid label) => _pipeline.Store.InTransactionAsync(
        db => db.Labels.Where(l => l.Id == label).ExecuteUpdateAsync(set => set.SetProperty(l => l.StoredAt, (DateTimeOffset?)null), Cancel), Cancel);

    private async Task Rejected(Guid label, string why, string code = "113001")
    {
        var rejected = await Eventually.Get("a rejected SEG", () => _pipeline.Read(db => db.Labels.SingleOrDefaultAsync(l => l.Id == label && l.RejectedAt != null)));
        var note = Notes().Single(note => note.GetString(DicomTag.SOPInstanceUID) == rejected.RejectionSopInstanceUid);
        note.GetSequence(DicomTag.ConceptNameCodeSequence).Items[0].GetString(DicomTag.CodeValue).ShouldBe(code);
        var content = note.GetSequence(DicomTag.ContentSequence).Items;
        content[0].GetString(DicomTag.TextValue).ShouldBe(why);
        content[1].GetSequence(DicomTag.ReferencedSOPSequence).Items[0].GetString(DicomTag.ReferencedSOPInstanceUID).ShouldBe(DerivedUid.Create("review", label.ToString()));
        await Said(rejected, new ReviewWithdrawn(label)); // once more
    }

    private Task<LabelRecord> Label(Guid id) => _pipeline.Read(db => db.Labels.SingleAsync(l => l.Id == id));

    private Task TakeBack(Guid label) => _pipeline.Store.InTransactionAsync(
        async db => await _pipeline.Services.GetRequiredService<LabelShelf>().TakeBackAsync(db, await db.Labels.SingleAsync(l => l.Id == label, Cancel), Cancel), Cancel);

    /// <summary>The same message under another id changes nothing any more.</summary>
    private async Task Said(LabelRecord rejected, ReviewWithdrawn message)
    {
        await _pipeline.Services.GetRequiredService<ReviewRejection>().RejectAsync(message, new MessageIdentity(nameof(ReviewWithdrawn), Guid.NewGuid()), Cancel);
        (await Label(rejected.Id)).RejectedAt.ShouldBe(rejected.RejectedAt);
    }

    private IEnumerable<DicomDataset> Notes() => Objects().Where(file => file.GetString(DicomTag.Modality) == "KO");

    private async Task<List<CaseSegment>> Segmented(SyntheticCase spec)
    {
        await _pipeline.SendImage(spec);
        await _pipeline.SendReport(SyntheticHl7.Encode(spec));
        var delivered = await _pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
        delivered.State.ShouldBe(CaseState.Delivered, delivered.Reason);
        return await _pipeline.Read(db => db.Segments.Where(s => s.CaseId == delivered.Id).OrderBy(s => s.Number).ToListAsync());
    }

    private async Task<Guid> Say(CaseSegment segment, ReviewVerdict verdict, byte[]? mask = null, string? reader = null) =>
        (await _pipeline.Services.GetRequiredService<ReviewLabels>().RecordAsync(new Review(segment.CaseId, segment.Number, verdict, mask, "radiologist", null) { Reader = reader }, Cancel)).LabelId.ShouldNotBeNull();

    private Task<Guid> Draw(CaseSegment segment, string reader) => Say(segment, ReviewVerdict.Redrawn, [1, .. new byte[segment.Rows * segment.Columns - 1]], reader);

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
            await db.InboxMessages.CountAsync(m => m.Consumer.Contains(nameof(ReviewAccepted))) == messages ? "noted" : null));
    }

    private static IEnumerable<string?> Sides(DicomDataset seg) => seg.GetSequence(DicomTag.SegmentSequence).Items
        .Select(item => CodedConcept.FromSequence(item.GetSequence(DicomTag.AnatomicRegionSequence).Items[0], DicomTag.AnatomicRegionModifierSequence)?.Value);

    private IEnumerable<DicomDataset> Results(string contentLabel) => Objects().Where(seg => seg.GetSingleValueOrDefault(DicomTag.ContentLabel, "") == contentLabel);

    private IEnumerable<DicomDataset> Objects() => Directory.EnumerateFiles(Path.Combine(_pipeline.Root, "results"), "*.dcm", SearchOption.AllDirectories).Select(path => DicomFile.Open(path).Dataset);
}
