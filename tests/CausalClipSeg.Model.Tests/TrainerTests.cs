using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

public sealed class TrainerTests : IDisposable
{
    private readonly TinyTraining _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void The_same_options_learn_the_same_and_end_in_a_bundle_that_answers()
    {
        var first = Losses(_data.Options("first", 2));
        var second = Losses(_data.Options("second", 2));

        second.ShouldBe(first);
        first.Length.ShouldBe(4);
        first.ShouldAllBe(loss => double.IsFinite(loss));
        var bundle = ModelBundle.Load(_data.File_("first"));
        bundle.WeightsSha256.ShouldBe(ModelBundle.Load(_data.File_("second")).WeightsSha256);
        using var segmenter = Segmenter.Load(bundle);
        segmenter.Segment([new SegmentationInput(new GrayImage(50, 70, new float[3500]), "left lung")])[0].ToPixels().Length.ShouldBe(3500);
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_as_if_it_had_not_been()
    {
        var whole = Losses(_data.Options("whole", 3));
        using var stop = new CancellationTokenSource();
        var options = _data.Options("parts", 3);
        var parts = new List<double>();

        Should.Throw<OperationCanceledException>(() => new Trainer(options, TimeProvider.System).Run(new DirectProgress<TrainingProgress>(now =>
        {
            parts.Add(now.Loss);
            if (now.Step == 3)
                stop.Cancel();
        }), stop.Token));
        parts.AddRange(Losses(options with { Resume = true }));

        parts.ShouldBe(whole);
        ModelBundle.Load(_data.File_("parts")).WeightsSha256.ShouldBe(ModelBundle.Load(_data.File_("whole")).WeightsSha256);
        File.ReadLines(_data.File_("parts", "metrics.jsonl")).Count().ShouldBe(whole.Length);
    }

    [Fact]
    public void A_bundle_can_be_learnt_on_from()
    {
        Losses(_data.Options("parent", 1));

        Losses(_data.Options("child", 1) with { InitialBundle = _data.File_("parent"), BundleVersion = "0.2.0" });

        var child = ModelBundle.Load(_data.File_("child"));
        child.Manifest.Version.ShouldBe("0.2.0");
        child.Manifest.Geometry.Width.ShouldBe(8);
        child.Manifest.Metrics["validCasesLearntFrom"].ShouldBe(child.Manifest.Metrics["validCases"]);
        child.WeightsSha256.ShouldNotBe(ModelBundle.Load(_data.File_("parent")).WeightsSha256);
    }

    [Theory]
    [InlineData("", "the list has no samples.")]
    [InlineData("{", "line 1: not a JSON object")]
    [InlineData("""{"image":"0.png","mask":"0.mask.png","text":"\ud800 lung"}""", "line 1: not a JSON object")]
    [InlineData("""{"image":"0.png","text":"x"}""", "line 1: \"mask\" is missing.")]
    [InlineData("""{"image":"0.png","mask":"0.mask.png","text":" "}""", "line 1: \"text\" is empty.")]
    [InlineData("""{"image":"gone.png","mask":"0.mask.png","text":"x"}""", "gone.png: not a readable picture")]
    [InlineData("""{"image":"0.png","mask":"small.png","text":"x"}""", "small.png: the mask is 8x8, its picture 64x64.")]
    public void Bad_data_is_refused_before_the_first_step(string line, string reason)
    {
        TinyTraining.WritePng(_data.File_("small.png"), new byte[64], side: 8);
        var list = _data.File_("bad.jsonl");
        File.WriteAllText(list, line);

        Should.Throw<TrainingDataException>(() => new Trainer(_data.Options("none", 1) with { TrainingLists = [list] }, TimeProvider.System).Run())
            .Message.ShouldContain(reason);
    }

    [Fact]
    public void Bad_validation_data_are_refused_before_the_first_step_too()
    {
        var list = _data.File_("bad.jsonl");
        File.WriteAllText(list, """{"image":"0.png","mask":"cut.png","text":"x"}""");
        File.WriteAllBytes(_data.File_("cut.png"), File.ReadAllBytes(_data.File_("0.png"))[..200]);

        Should.Throw<TrainingDataException>(() => Losses(_data.Options("none", 1) with { ValidationList = list })).Message.ShouldContain("cut.png: not a readable picture");
        Directory.Exists(_data.File_("none")).ShouldBeFalse();
    }

    [Fact]
    public void A_disk_without_room_is_refused_before_the_first_step()
    {
        var options = _data.Options("full", 1);
        var steps = 0;
        Should.Throw<TrainingSpaceException>(() => new Trainer(options, TimeProvider.System) { FreeSpace = _ => 40_000_000 }.Run(new DirectProgress<TrainingProgress>(_ => steps++)))
            .Message.ShouldMatch(@"full: the run needs \d+ MB for its checkpoint and bundle, the disk has 40 MB free\. Make room, or give another folder\.$");
        steps.ShouldBe(0);
    }

    [Fact]
    public void A_run_whose_loss_is_no_number_any_more_ends_with_that_and_keeps_its_last_checkpoint()
    {
        var options = _data.Options("diverged", 2) with { LearningRate = 1e12, WarmupSteps = 0, CheckpointEvery = 1 };
        Should.Throw<TrainingDivergedException>(() => Losses(options)).Message.ShouldMatch(
            @"^The loss is not finite at step \d; lower the learning rate \(--learning-rate\)\. What was saved before that step is kept\.$");

        using var scope = TorchSharp.torch.NewDisposeScope();
        using var checkpoint = SafetensorsFile.Open(_data.File_("diverged", "checkpoint.safetensors"));
        checkpoint.Read("average.backbone.visual.bn1.running_var").isfinite().all().item<bool>().ShouldBeTrue();
        int.Parse(checkpoint.Metadata["step"]).ShouldBe(TrainingMetrics.Read(_data.File_("diverged")).Count);
    }

    [Fact]
    public void The_encoders_can_learn_at_a_pace_of_their_own()
    {
        Losses(_data.Options("parent", 1));
        var options = _data.Options("child", 1) with { InitialBundle = _data.File_("parent"), BackboneLearningRate = 1e-12, LearningRate = 1e-2 };
        Losses(options);

        using var scope = TorchSharp.torch.NewDisposeScope();
        using var parent = SafetensorsFile.Open(Path.Combine(_data.File_("parent"), "weights.safetensors"));
        using var child = SafetensorsFile.Open(Path.Combine(_data.File_("child"), "weights.safetensors"));
        child.Read("backbone.visual.conv2.weight").Equals(parent.Read("backbone.visual.conv2.weight")).ShouldBeTrue();
        child.Read("neck_ad.aggr.0.weight").Equals(parent.Read("neck_ad.aggr.0.weight")).ShouldBeFalse();
    }

    [Fact]
    public void Metrics_behind_the_checkpoint_are_told_once()
    {
        Losses(_data.Options("run", 1));
        var metrics = _data.File_("run", "metrics.jsonl");
        File.AppendAllText(metrics, File.ReadAllLines(metrics)[^1].Replace("\"step\":2", "\"step\":3") + "\n{\"step\":4,\"to");

        Losses(_data.Options("run", 2) with { Resume = true });

        TrainingMetrics.Read(_data.File_("run")).Select(step => step.Step).ShouldBe([1, 2, 3, 4]);
    }

    private static double[] Losses(TrainingOptions options)
    {
        var losses = new List<double>();
        new Trainer(options, TimeProvider.System).Run(new DirectProgress<TrainingProgress>(now => losses.Add(now.Loss)), TestContext.Current.CancellationToken);
        return [.. losses];
    }
}
