using System.Runtime.InteropServices;
using CausalClipSeg.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Tests;

/// <summary>What a GPU answers and learns, held against the CPU; each test skips where there is no GPU.</summary>
public sealed class CudaTests
{
    private static readonly ModelBundle Bundle = ModelBundle.Load(RepositoryRoot.Combine("models", "causalclipseg-compact"));

    private const int BlocksForOnePicture = 8; // of half a gigabyte: too little for eight pictures of this size

    public CudaTests()
    {
        LibTorch.EnsureLoaded();
        Assert.SkipUnless(cuda.is_available(), "This machine or build has no CUDA.");
    }

    [Theory]
    [InlineData(ComputePrecision.Float32, 0.02)] // a GPU's convolutions round to TF32
    [InlineData(ComputePrecision.Float16, 0.05)]
    [InlineData(ComputePrecision.Auto, 0.05)]
    public void A_GPU_answers_as_the_CPU_does(ComputePrecision precision, float tolerance)
    {
        var questions = Questions(11);
        using var ours = Segmenter.Load(Bundle, new ComputeOptions { Device = "cuda", Precision = precision });
        using var reference = Segmenter.Load(Bundle, new ComputeOptions { Device = "cpu" });
        foreach (var (mine, theirs) in ours.Segment(questions).Zip(reference.Segment(questions)))
        {
            mine.ToPixels().Zip(theirs.ToPixels(), (a, b) => Math.Abs(a - b)).Average().ShouldBeLessThan(tolerance / 10);
            mine.ToPixels().Zip(theirs.ToPixels(), (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(tolerance);
        }
    }

    [Fact]
    public void A_run_on_a_GPU_learns_can_be_stopped_and_gone_on_with_and_its_bundle_answers_on_a_CPU()
    {
        using var data = new TinyTraining();
        var options = data.Options("cuda", 12) with { Compute = new ComputeOptions { Device = "cuda" }, LearningRate = 3e-3 };
        var losses = new List<double>();
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => new Trainer(options, TimeProvider.System).Run(new DirectProgress<TrainingProgress>(now =>
        {
            losses.Add(now.Loss);
            if (now.Step == 7)
                stop.Cancel();
        }), stop.Token));
        new Trainer(options with { Resume = true }, TimeProvider.System).Run(new DirectProgress<TrainingProgress>(now => losses.Add(now.Loss)), TestContext.Current.CancellationToken);

        losses.Count.ShouldBe(24);
        losses.ShouldAllBe(loss => double.IsFinite(loss));
        losses.TakeLast(4).Average().ShouldBeLessThan(losses.Take(4).Average());
        using var segmenter = Segmenter.Load(ModelBundle.Load(data.File_("cuda")), new ComputeOptions { Device = "cpu" });
        segmenter.Segment([new SegmentationInput(new GrayImage(50, 70, new float[3500]), "left lung")])[0].ToPixels().Length.ShouldBe(3500);
    }

    [Fact]
    public void A_batch_that_does_not_fit_the_GPU_is_split_and_answered_all_the_same()
    {
        var questions = Questions(8);
        using var network = Bundle.LoadNetwork();
        network.to(device("cuda"));
        using var onGpu = new Segmenter(network, Bundle.LoadTokenizer(), Bundle.Manifest.Preprocessing with { InputSize = 1536 }, new ComputeTarget(device("cuda"), ScalarType.Float32), ownsNetwork: false);
        var alone = questions.Select(question => onGpu.Segment([question])[0].ToPixels()).ToArray();
        var held = new Stack<Tensor>();
        try
        {
            Fill(held);
            for (var i = 0; i < BlocksForOnePicture; i++)
                held.Pop().Dispose();
            var together = onGpu.Segment(questions);
            foreach (var (mine, theirs) in together.Zip(alone))
                mine.ToPixels().Zip(theirs, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(0.02f);
        }
        finally
        {
            foreach (var block in held)
                block.Dispose();
        }
    }

    private static void Fill(Stack<Tensor> held)
    {
        const long block = 512L << 20;
        try
        {
            while (true)
                held.Push(empty(block, ScalarType.Byte, device("cuda")));
        }
        catch (ExternalException full) when (full.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase))
        {
            held.Count.ShouldBeGreaterThan(2);
        }
    }

    private static SegmentationInput[] Questions(int count) => [.. Enumerable.Range(0, count).Select(i =>
        new SegmentationInput(new GrayImage(128, 96 + i, [.. Enumerable.Range(0, 128 * (96 + i)).Select(at => (float)(0.5 + 0.4 * Math.Sin(at * 0.05 * (i + 1))))]),
            new CaptionGrammar().Compose(["lower"], i % 2 == 0 ? null : ["upper"])))];
}
