using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;

namespace CausalClipSeg.Tests;

/// <summary>Models that answer, but not what they were asked: the case waits for a person instead of saying that nothing was found.</summary>
public sealed class UnusableAnswerTests
{
    private static readonly SyntheticCase Spec = new(11, 512, 480) { RightZones = LungZones.Lower };

    [Fact]
    public Task A_case_whose_answer_is_no_number_is_parked() => IsParked(
        manifest => manifest with { Preprocessing = manifest.Preprocessing with { StandardDeviation = 1e-40f } }, "The network's answer is no number at ");

    [Fact]
    public Task A_case_whose_sentence_was_not_read_to_its_end_is_parked() => IsParked(
        manifest => manifest with { Geometry = manifest.Geometry with { WordLength = 6 } }, "reads fewer words than the case's sentence has. The last ones, often a side, had no part in its answer");

    private static async Task IsParked(Func<BundleManifest, BundleManifest> change, string reason)
    {
        await using var folder = new TemporaryFolder("unusable-answers");
        foreach (var file in Directory.GetFiles(RepositoryRoot.Combine("models", "causalclipseg-compact")))
            File.Copy(file, folder.File(Path.GetFileName(file)));
        ModelBundle.Create(folder.Path, change(ModelBundle.Load(folder.Path).Manifest));
        await using var pipeline = await PipelineUnderTest.Embedded(("Model:Bundle", folder.Path));
        await pipeline.SendImage(Spec);
        await pipeline.SendReport(SyntheticHl7.Encode(Spec));

        var parked = await pipeline.CaseAtRest(SyntheticStudy.Of(Spec).SopInstanceUid);

        parked.State.ShouldBe(CaseState.Parked);
        parked.Reason.ShouldNotBeNull().ShouldContain(reason);
        parked.SegSopInstanceUid.ShouldBeNull();
    }
}
