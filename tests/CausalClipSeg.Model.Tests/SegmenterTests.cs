using CausalClipSeg.Model;
using TorchSharp;

namespace CausalClipSeg.Tests;

public sealed class SegmenterTests : IDisposable
{
    private const float Rounding = 1e-3f; // of logits; libtorch adds in another order
    private readonly CaptionGrammar _grammar = new();
    private readonly Segmenter _segmenter = Segmenter.Load(ModelBundle.Load(RepositoryRoot.Combine("models", "causalclipseg-compact")));

    public void Dispose() => _segmenter.Dispose();

    [Fact]
    public void A_map_has_its_pictures_own_size()
    {
        var maps = _segmenter.Segment([Question(100, 333, ["lower"], null), Question(517, 400, ["lower"], null)]);
        maps.Select(map => (map.Rows, map.Columns)).ShouldBe([(100, 333), (517, 400)]);
        maps.SelectMany(map => map.ToPixels()).ShouldAllBe(probability => probability >= 0 && probability <= 1);
    }

    [Fact]
    public void Another_sentence_about_the_same_picture_gets_another_answer()
    {
        var sample = SampleList.Read(SharedData.Require("data/qata-cov19/valid.jsonl"))[0];
        var image = PngImage.ReadGray(sample.ImagePath);
        var maps = _segmenter.Segment([
            new SegmentationInput(image, _grammar.Compose(["upper"], null)), new SegmentationInput(image, _grammar.Compose(["upper", "middle", "lower"], ["lower"]))]);
        maps[0].ToPixels().Zip(maps[1].ToPixels(), (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(0.2f);
    }

    [Fact]
    public void Threads_get_the_answers_that_they_would_get_alone()
    {
        var questions = Enumerable.Range(0, 4).Select(i => Question(64 + i, 64, ["lower"], i % 2 == 0 ? null : ["upper"])).ToArray();
        var alone = questions.Select(question => _segmenter.Segment([question])[0].ToPixels()).ToArray();
        var together = new float[questions.Length][];
        Parallel.For(0, questions.Length, i => together[i] = _segmenter.Segment([questions[i]])[0].ToPixels());
        for (var i = 0; i < questions.Length; i++)
            Difference(together[i], alone[i]).ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void Questions_in_one_call_are_answered_as_if_asked_one_by_one()
    {
        var questions = Enumerable.Range(0, 11).Select(i => Question(80, 64 + i, null, i % 2 == 0 ? [] : ["upper"])).ToArray();
        var together = _segmenter.Segment(questions);
        for (var i = 0; i < questions.Length; i++)
            Difference(together[i].ToPixels(), _segmenter.Segment([questions[i]])[0].ToPixels()).ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void Questions_about_one_picture_are_answered_as_if_each_had_it_for_itself()
    {
        var (first, second) = (Question(80, 64, ["lower"], null), Question(64, 96, null, ["upper"]));
        SegmentationInput[] questions = [first, second, first with { Text = second.Text }, second with { Text = "both lungs." }, first with { Text = "both lungs." }];
        var together = _segmenter.Segment(questions);
        for (var i = 0; i < questions.Length; i++)
            Difference(together[i].ToPixels(), _segmenter.Segment([questions[i]])[0].ToPixels()).ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void Folding_the_normalisations_changes_no_mask()
    {
        var bundle = ModelBundle.Load(RepositoryRoot.Combine("models", "causalclipseg-compact"));
        using var unfolded = new Segmenter(bundle.LoadNetwork(), bundle.LoadTokenizer(), bundle.Manifest.Preprocessing, ComputeTarget.Reference, ownsNetwork: true)
        {
            MirrorAveraging = bundle.Manifest.MirrorAveraging,
        };
        var question = Question(128, 128, ["lower"], ["upper"]);
        var (ours, theirs) = (_segmenter.Segment([question])[0].ToPixels(), unfolded.Segment([question])[0].ToPixels());
        Difference(ours, theirs).ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void Averaged_over_its_mirror_image_a_picture_gets_the_mirror_image_of_what_its_mirror_image_gets()
    {
        var bundle = ModelBundle.Load(RepositoryRoot.Combine("models", "causalclipseg-compact"));
        using var segmenter = new Segmenter(bundle.LoadNetwork(), bundle.LoadTokenizer(), bundle.Manifest.Preprocessing, ComputeTarget.Reference, ownsNetwork: true)
        {
            MirrorAveraging = true,
        };
        var question = Question(128, 128, ["lower"], null);
        var mirrored = new SegmentationInput(Mirrored(question.Image), _grammar.Compose(null, ["lower"]));
        var maps = segmenter.Segment([question, mirrored]);
        var back = Mirrored(new GrayImage(128, 128, maps[1].ToPixels()));
        Difference(maps[0].ToPixels(), back.Pixels).ShouldBeLessThan(Rounding);
        Difference(maps[0].ToPixels(), maps[1].ToPixels()).ShouldBeGreaterThan(0.5f);
    }

    [Theory]
    [InlineData("tpu", "The device 'tpu' is unknown. Use auto, cpu, cuda or cuda:N.")]
    [InlineData("cuda", "The device 'cuda' is not there: this build or machine has no CUDA. Use --device cpu, or build with -p:TorchBackend=cuda.")]
    public void A_device_that_is_not_there_is_refused(string device, string reason)
    {
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "This machine has CUDA.");
        Should.Throw<ComputeDeviceException>(() => ComputeTarget.Choose(new ComputeOptions { Device = device }, learning: false)).Message.ShouldBe(reason);
    }

    [Fact]
    public void No_tensor_outlives_its_question()
    {
        _segmenter.Segment([Question(64, 64, ["lower"], null)]);
        var before = torch.Tensor.TotalCount;
        for (var i = 0; i < 3; i++)
            _segmenter.Segment([Question(64, 64, ["lower"], null)]);
        torch.Tensor.TotalCount.ShouldBeLessThanOrEqualTo(before);
    }

    private static GrayImage Mirrored(GrayImage image) => new(image.Rows, image.Columns,
        [.. image.Pixels.Chunk(image.Columns).SelectMany(row => row.Reverse())]);

    [Fact]
    public void The_caller_is_told_when_a_sentence_was_too_long()
    {
        var question = Question(64, 64, ["lower"], null);
        _segmenter.Segment([question, question with { Text = string.Join(' ', Enumerable.Repeat(question.Text, 5)) }]).Select(map => map.WordsLost).ShouldBe([false, true]);
    }

    [Fact]
    public void The_shipped_bundle_reads_every_sentence_of_its_grammar_to_the_end()
    {
        var room = SentenceRoom.Of(ModelBundle.Load(RepositoryRoot.Combine("models", "causalclipseg-compact")));
        room.IsEnough.ShouldBeTrue();
        (room with { Read = room.Longest - 1 }).IsEnough.ShouldBeFalse();
        string[] zones = [.. _grammar.Zones];
        var longest = new SegmentationInput(new GrayImage(8, 8, new float[64]), _grammar.Compose(zones, zones));
        _segmenter.Segment([longest])[0].WordsLost.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-40f)]
    public void An_answer_that_is_no_number_is_refused_and_makes_no_empty_mask(float deviation)
    {
        var bundle = ModelBundle.Load(RepositoryRoot.Combine("models", "causalclipseg-compact"));
        using var segmenter = new Segmenter(
            bundle.LoadNetwork(), bundle.LoadTokenizer(), bundle.Manifest.Preprocessing with { StandardDeviation = deviation }, ComputeTarget.Reference, ownsNetwork: true);

        Should.Throw<AnswerNotFiniteException>(() => segmenter.Segment([Question(64, 64, ["lower"], null)])).Message.ShouldMatch(
            @"^The network's answer is no number at \d+ of \d+ places \(computed in Float32\); no mask is made of it\. Judge the bundle");
    }

    /// <summary>The largest difference of the logits: where the network is sure, probabilities hide it.</summary>
    private static float Difference(float[] first, float[] second) => first.Zip(second, (a, b) => Math.Abs(Logit(a) - Logit(b))).Max();

    private static float Logit(float probability) => MathF.Log(probability / (1 - probability));

    private SegmentationInput Question(int rows, int columns, string[]? left, string[]? right)
    {
        var random = new Random(rows + columns);
        return new SegmentationInput(new GrayImage(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle())]), _grammar.Compose(left, right));
    }
}
