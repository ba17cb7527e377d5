using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>A human SEG comes back, becomes a label, and a training run makes a candidate of it.</summary>
public sealed class LearningLineTests(RealServers servers)
{
    [Fact]
    public async Task Human_SEGs_become_labels_and_a_retrain_message_makes_a_candidate_that_the_gate_refuses_for_too_few_cases()
    {
        var (pipeline, broker) = await PipelineUnderTest.Real(servers, ("Retraining:Epochs", "1"), ("Retraining:BatchSize", "2"));
        await using var _ = pipeline;
        var specs = new[] { 41, 42, 43 }.Select(seed => new SyntheticCase(seed, 256, 256) { RightZones = LungZones.Lower }).ToArray();
        foreach (var spec in specs)
        {
            await pipeline.SendImage(spec);
            await pipeline.SendReport(SyntheticHl7.Encode(spec));
            await pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
            await ReturnFromThePacs(pipeline, spec);
        }

        await Eventually.True("three labels", async () => await pipeline.Read(db => db.Labels.CountAsync()) == 3);
        var labels = await pipeline.Read(db => db.Labels.ToListAsync());
        labels.ShouldAllBe(label => label.ReferringText != null);
        MaskBlob.Unpack(labels.Single(l => l.SopInstanceUid == SyntheticStudy.Of(specs[0]).SopInstanceUid).Mask, 256, 256)
            .ShouldBe(SyntheticRadiograph.Draw(specs[0]).Mask);

        await Amqp.Publish(broker, "causalclipseg.retrain-requested", new { trigger = "test" });

        var run = await Eventually.Get("an ended training run", () => pipeline.Read(db => db.TrainingRuns
            .SingleOrDefaultAsync(r => r.State == TrainingState.Succeeded || r.State == TrainingState.Failed)), TimeSpan.FromMinutes(10));
        run.State.ShouldBe(TrainingState.Succeeded, run.Reason);
        run.LabelCount.ShouldBe(3);
        var candidate = await pipeline.Read(db => db.Models.SingleAsync(m => m.Id == run.CandidateModelId));
        Model.ModelBundle.Load(Path.Combine(pipeline.Root, candidate.Path)).WeightsSha256.ShouldBe(candidate.WeightsSha256);
        candidate.WeightsSha256.ShouldNotBe((await pipeline.Read(db => db.Models.SingleAsync(m => m.State == ModelState.Champion))).WeightsSha256);
        var judged = await Eventually.Get("the gate's answer", () => pipeline.Read(db => db.Models
            .SingleOrDefaultAsync(m => m.Id == candidate.Id && m.State == ModelState.Rejected)), TimeSpan.FromMinutes(5));
        judged.Reason.ShouldNotBeNull().ShouldContain("frozen cases are too few to judge on; Promotion:MinimumCases asks for 20.");
    }

    /// <summary>The radiologist's workstation stores to the PACS, and the PACS forwards to us.</summary>
    private async Task ReturnFromThePacs(PipelineUnderTest pipeline, SyntheticCase spec)
    {
        var orthanc = await servers.Orthanc();
        using var bytes = new MemoryStream();
        await SyntheticSenders.HumanSegmentation(spec).SaveAsync(bytes);
        await orthanc.AddModality("causalclipseg", "CAUSALCLIPSEG", pipeline.DicomPort);
        await orthanc.SendTo("causalclipseg", await orthanc.Upload(bytes.ToArray()));
    }

    [Theory]
    [InlineData(SegmentationType.Binary)]
    [InlineData(SegmentationType.LabelMap)]
    public async Task A_SEG_of_an_image_that_we_do_not_know_is_a_recorded_refusal(SegmentationType type)
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await pipeline.SendHumanSegmentation(new SyntheticCase(44, 128, 128) { RightZones = LungZones.Lower }, type);
        (await pipeline.Refused("label")).Reason.ShouldContain("is not known here");
    }
}
