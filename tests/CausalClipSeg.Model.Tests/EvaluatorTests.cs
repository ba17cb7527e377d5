using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

public sealed class EvaluatorTests
{
    [Fact]
    public void Overlaps_are_counted_as_defined()
    {
        var answer = new BinaryMask(1, 4, [1, 1, 0, 0]);
        var truth = new BinaryMask(1, 4, [0, 1, 1, 0]);
        var overlap = Overlap.Of(answer, truth, "x");
        overlap.ShouldBe(new Overlap(1, 2, 2));
        overlap.Dice.ShouldBe(0.5);
        overlap.Iou.ShouldBe(1 / 3.0, 1e-12);
        new Overlap(0, 0, 0).Dice.ShouldBe(1);
        (overlap + new Overlap(0, 0, 4)).Dice.ShouldBe(0.25);
    }

    [Fact]
    public void The_shipped_bundle_needs_both_of_its_inputs()
    {
        var samples = SampleList.Read(SharedData.Require("data/qata-cov19/valid.jsonl")).Where((_, i) => i % 48 == 0).ToArray();
        using var segmenter = Segmenter.Load(ModelBundle.Load(RepositoryRoot.Combine("models", "causalclipseg-compact")));

        var asIs = Evaluate(EvaluationAblation.None);
        var shuffled = Evaluate(EvaluationAblation.ShuffledText);
        var blank = Evaluate(EvaluationAblation.BlankImage);

        asIs.Cases.ShouldBe(samples.Length);
        asIs.Dice.ShouldBeGreaterThan(0.6);
        shuffled.Dice.ShouldBeLessThan(asIs.Dice - 0.05);
        blank.Dice.ShouldBeLessThan(shuffled.Dice);

        EvaluationResult Evaluate(EvaluationAblation ablation) =>
            Evaluator.Evaluate(segmenter, samples, ablation, cancellation: TestContext.Current.CancellationToken);
    }
}
