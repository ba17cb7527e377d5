using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>The whole way without any configuration: sockets in, SEG file out.</summary>
public sealed class EmbeddedTests
{
    private static readonly SyntheticCase RightLower = new(11, 512, 480) { RightZones = LungZones.Lower };

    [Fact]
    public async Task A_radiograph_and_its_report_become_one_SEG_with_the_sentence_that_caused_it()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var study = SyntheticStudy.Of(RightLower);

        await pipeline.SendImage(RightLower);
        (await pipeline.SendReport(SyntheticHl7.Encode(RightLower))).ShouldContain("MSA|AA|");

        var done = await pipeline.CaseAtRest(study.SopInstanceUid);
        done.State.ShouldBe(CaseState.Delivered, done.Reason);
        var segments = await pipeline.Read(db => db.Segments.Where(s => s.CaseId == done.Id).ToListAsync());
        segments.ShouldNotBeEmpty();
        segments[0].Side.ShouldBe("right");
        segments[0].ReferringText.ShouldContain("left lung", customMessage: "the bundle counts sides as the viewer sees them");
        var seg = await DicomFile.OpenAsync(Path.Combine(pipeline.Root, done.SegPath.ShouldNotBeNull()));
        seg.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID).ShouldBe(done.SegSopInstanceUid);
        seg.Dataset.GetSingleValue<ushort>(DicomTag.Rows).ShouldBe((ushort)RightLower.Rows);

        // What drift is watched by.
        var measure = await pipeline.Read(db => db.CaseMeasures.SingleAsync(m => m.CaseId == done.Id));
        measure.LesionShare.ShouldBe(segments.Sum(s => (double)s.Pixels) / (segments.Count * RightLower.Rows * RightLower.Columns), 1e-9);
        measure.Confidence.ShouldNotBeNull().ShouldBe(segments.Sum(s => s.MeanProbability * s.Pixels) / segments.Sum(s => s.Pixels), 1e-6);
    }

    [Fact]
    public async Task The_report_may_come_first_and_name_only_the_accession_number()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await pipeline.SendReport(SyntheticHl7.Encode(RightLower, new SyntheticHl7Options { WithStudyUid = false }));
        var waiting = await Eventually.Get("a waiting report", () => pipeline.Read(db => db.ReportVersions.SingleOrDefaultAsync(v => v.MatchReason != null)));
        waiting.MatchState.ShouldBe(MatchState.Waiting);
        waiting.MatchReason.ShouldBe($"No image with accession number {SyntheticStudy.Of(RightLower).AccessionNumber} has arrived yet.");

        await pipeline.SendImage(RightLower);

        (await pipeline.CaseAtRest(SyntheticStudy.Of(RightLower).SopInstanceUid)).State.ShouldBe(CaseState.Delivered);
    }

    [Fact]
    public async Task A_report_without_a_lesion_is_a_recorded_negative_and_makes_no_SEG()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var clear = new SyntheticCase(5, 300, 260);
        await pipeline.SendImage(clear);
        await pipeline.SendReport(SyntheticHl7.Encode(clear));

        var done = await pipeline.CaseAtRest(SyntheticStudy.Of(clear).SopInstanceUid);

        done.State.ShouldBe(CaseState.Negative);
        done.SegSopInstanceUid.ShouldBeNull();
        done.Reason.ShouldBe("The report describes no finding as present.");
    }

    [Fact]
    public async Task The_same_message_twice_is_accepted_twice_and_has_one_effect()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var message = SyntheticHl7.Encode(RightLower);
        await pipeline.SendImage(RightLower);
        await pipeline.SendImage(RightLower);
        (await pipeline.SendReport(message)).ShouldContain("MSA|AA|");
        (await pipeline.SendReport(message)).ShouldContain("MSA|AA|");

        await pipeline.CaseAtRest(SyntheticStudy.Of(RightLower).SopInstanceUid);

        (await pipeline.Read(db => db.Cases.CountAsync())).ShouldBe(1);
        (await pipeline.Read(db => db.ReportVersions.CountAsync())).ShouldBe(1);
        (await pipeline.Read(db => db.DeliveryAttempts.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task A_corrected_report_makes_a_revision_and_a_wrong_patient_withdraws_it()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var study = SyntheticStudy.Of(RightLower);
        await pipeline.SendImage(RightLower);
        await pipeline.SendReport(SyntheticHl7.Encode(RightLower));
        var first = await pipeline.CaseAtRest(study.SopInstanceUid);

        await pipeline.SendReport(Oru.Write(study.StudyInstanceUid, study.AccessionNumber, "FINDINGS: Airspace opacity in the right lower lobe and the right middle lobe.", "C"));
        var second = await Eventually.Get("the revision", () => pipeline.Read(db => db.Cases.SingleOrDefaultAsync(c => c.Revision == 2 && c.State == CaseState.Delivered)));
        second.PredecessorSegSopInstanceUid.ShouldBe(first.SegSopInstanceUid);
        second.SegSopInstanceUid.ShouldNotBe(first.SegSopInstanceUid);
        (await pipeline.Read(db => db.Cases.SingleAsync(c => c.Revision == 1))).State.ShouldBe(CaseState.Superseded);

        await pipeline.SendReport(Oru.Write(study.StudyInstanceUid, study.AccessionNumber, "", "W"));
        await Eventually.Get("the withdrawal", () => pipeline.Read(db => db.Cases.SingleOrDefaultAsync(c => c.Revision == 2 && c.State == CaseState.Withdrawn)));
    }

    [Fact]
    public async Task Work_that_a_stop_interrupted_goes_on_after_the_start()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await pipeline.SendReport(SyntheticHl7.Encode(RightLower));
        await pipeline.SendImage(RightLower);

        await pipeline.Restart();

        (await pipeline.CaseAtRest(SyntheticStudy.Of(RightLower).SopInstanceUid)).State.ShouldBe(CaseState.Delivered);
    }

    [Fact]
    public async Task An_image_that_does_not_say_where_the_patients_left_is_gets_parked()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await pipeline.SendImage(RightLower, file =>
        {
            file.Dataset.Remove(DicomTag.PatientOrientation);
            file.Dataset.Remove(DicomTag.ViewPosition);
        });
        await pipeline.SendReport(SyntheticHl7.Encode(RightLower));

        var parked = await pipeline.CaseAtRest(SyntheticStudy.Of(RightLower).SopInstanceUid);

        parked.State.ShouldBe(CaseState.Parked);
        parked.Reason.ShouldNotBeNull().ShouldContain("Referring:UnknownOrientation");
    }
}
