using System.Text.Json;
using CausalClipSeg.Model;
using TorchSharp;

namespace CausalClipSeg.Tests;

public sealed class NetworkTests
{
    [Fact]
    public void Every_number_is_the_reference_networks()
    {
        var result = NetworkVerification.Verify(
            SharedData.Require("reference/tiny.weights.safetensors"), SharedData.Require("reference/tiny.io.safetensors"));

        result.Tensors.Select(tensor => tensor.Name).ShouldBeSubsetOf(result.Tensors.Select(tensor => tensor.Name).Distinct());
        result.Tensors.Count.ShouldBe(22);
        result.MaxAbsDiff.ShouldBeLessThan(1e-5);
        result.TrainModeMaxAbsDiff!.Value.ShouldBeLessThan(1e-4);
        result.GradMaxRelDiff!.Value.ShouldBeLessThan(1e-4);
        result.Passed.ShouldBeTrue();
    }

    [Theory]
    [InlineData("pred")]
    [InlineData("pred_trainmode")]
    [InlineData("grad.proj.txt.weight")]
    public void What_is_no_number_is_never_equal(string name)
    {
        using var folder = new TemporaryFolder("verification");
        var result = Verify(folder, io => io[name] = io[name] * float.NaN);

        result.Passed.ShouldBeFalse();
        result.Tensors.Single(tensor => tensor.Name == name).MaxAbsDiff.ShouldBe(double.PositiveInfinity);
        JsonSerializer.Serialize(result, JsonSerializerOptions.Web).ShouldContain("\"maxAbsDiff\":\"Infinity\"");
    }

    [Fact]
    public void A_reference_that_compares_nothing_or_asks_what_the_network_does_not_know_is_refused()
    {
        using var folder = new TemporaryFolder("verification");
        Refused(io => io.Keys.Except(["image", "tokens"]).ToList().ForEach(name => io.Remove(name))).ShouldEndWith(
            "there is nothing to compare; none of v3, v4, v5, word_features, state, fq_sup, fq_inf, pred, pred_ad is in the file.");
        Refused(io => io.Remove("image")).ShouldEndWith("tensor image is missing.");
        Refused(io => io["tokens"] = io["tokens"] + 99999).ShouldContain("tokens holds 99999 to ");
        Refused(io => io["tokens"] = io["tokens"] - 1).ShouldContain("tokens holds -1 to ");
        Refused(io => io["tokens"] = io["tokens"].to(torch.ScalarType.Float32)).ShouldContain("tokens is Float32, ");
        Refused(io => io["tokens"] = io["tokens"][..1]).ShouldContain(" int64 for each picture.");
        Refused(io => io["tokens"] = torch.zeros(2, 400, torch.ScalarType.Int64)).ShouldContain("needed are a row of at most ");
        Refused(io => io["image"] = io["image"][.., ..1]).ShouldContain("image is Float32, [2, 1, ");
        Refused(io => io["image"] = io["image"][.., .., ..50]).ShouldEndWith("with sides that 32 divides.");
        Refused(io => io["image"] = io["image"][..0]).ShouldContain("image is Float32, [0, 3, ");
        Refused(io => io["target"] = io["target"][..1]).ShouldContain("target is Float32, [1, 1, ");

        string Refused(Action<Dictionary<string, torch.Tensor>> change) => Should.Throw<WeightsException>(() => Verify(folder, change)).Message;
    }

    private static VerificationResult Verify(TemporaryFolder folder, Action<Dictionary<string, torch.Tensor>> change)
    {
        using var scope = torch.NewDisposeScope();
        Dictionary<string, torch.Tensor> tensors;
        using (var io = SafetensorsFile.Open(SharedData.Require("reference/tiny.io.safetensors")))
            tensors = io.Entries.Keys.ToDictionary(name => name, io.Read);
        change(tensors);
        SafetensorsWriter.Write(folder.File("io.safetensors"), tensors);
        return NetworkVerification.Verify(SharedData.Require("reference/tiny.weights.safetensors"), folder.File("io.safetensors"));
    }

    [Fact]
    public void A_checkpoints_tensors_are_loaded_or_named_as_unused()
    {
        using var file = SafetensorsFile.Open(SharedData.Require("reference/tiny.weights.safetensors"));
        using var scope = torch.NewDisposeScope();
        using var network = new CausalClipSegNetwork(GeometryFromWeights.Read(file));

        var result = NetworkWeights.Load(network, file);

        result.Loaded.Concat(result.Skipped).ShouldBe(file.Entries.Keys, ignoreOrder: true);
        result.Skipped.Select(name => string.Join('.', name.Split('.').Take(2))).Distinct().ShouldBe(
            ["backbone.logit_scale", .. CausalNeck.UnusedInReference.Select(part => $"neck_ad.{part}")], ignoreOrder: true);
    }

    [Fact]
    public void Names_and_shapes_of_the_compact_network_are_as_approved()
    {
        LibTorch.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        using var network = new CausalClipSegNetwork(CompactPreset.Geometry);
        var actual = network.state_dict().Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value.shape)}]").Order(StringComparer.Ordinal);

        actual.ShouldBe(File.ReadAllLines(RepositoryRoot.Combine("tests", "CausalClipSeg.Model.Tests", "compact.shapes.txt")));
    }

    [Theory]
    [InlineData(4, 8, 5)]
    [InlineData(4, 13, 7)]
    [InlineData(2, 6, 6)]
    public void Convolving_the_enlarged_map_is_computed_without_making_it(int factor, int rows, int columns)
    {
        LibTorch.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(7);
        var (x, weight) = (torch.randn(2, 3, rows, columns), torch.randn(4, 3, 3, 3));
        var enlarged = torch.nn.functional.interpolate(x, scale_factor: [factor, factor], mode: torch.InterpolationMode.Bilinear, align_corners: false);
        var expected = torch.nn.functional.conv2d(enlarged, weight, padding: [1, 1]);

        var actual = new UpsampledConvolution(factor).Forward(x, weight);

        actual.shape.ShouldBe(expected.shape);
        (actual - expected).abs().max().item<float>().ShouldBeInRange(0, 1e-4f);
    }

    [Theory]
    [InlineData(4, 8, 5, 16)]
    [InlineData(4, 1, 13, 64)]
    [InlineData(2, 21, 1, 48)]
    [InlineData(3, 6, 7, 32)]
    public void A_row_at_a_time_gives_the_same_pixels_and_the_same_products(int factor, int rows, int columns, int channels)
    {
        LibTorch.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(7);
        var (x, weight, bias, vectors) = (torch.randn(2, 3, rows, columns), torch.randn(channels, 3, 3, 3), torch.randn(channels), torch.randn(2, 5, channels));
        var enlarged = torch.nn.functional.interpolate(x, scale_factor: [factor, factor], mode: torch.InterpolationMode.Bilinear, align_corners: false);
        var expected = torch.nn.functional.conv2d(enlarged, weight, bias, padding: [1, 1]).relu();
        EnlargedRows.Serve(x, channels).ShouldBeTrue();

        var actual = new EnlargedRows(x, weight, bias, factor);

        actual.Activations().shape.ShouldBe(expected.shape);
        Furthest(actual.Activations(), expected).ShouldBeInRange(0, 1e-4f);
        Furthest(actual.Products(vectors).flatten(2), vectors.matmul(expected.flatten(2))).ShouldBeInRange(0, 1e-3f);
    }

    [Fact]
    public void Channels_that_do_not_fill_vectors_and_other_types_are_left_to_the_matrices()
    {
        LibTorch.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        EnlargedRows.Serve(torch.zeros(1), 12 * System.Numerics.Vector<float>.Count + 1).ShouldBeFalse();
        EnlargedRows.Serve(torch.zeros(1, torch.ScalarType.BFloat16), 64).ShouldBeFalse();
    }

    [Fact]
    public void Made_for_answering_the_network_says_what_it_said_before()
    {
        LibTorch.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var network = ModelBundle.Load(RepositoryRoot.Combine("models", "causalclipseg-compact")).LoadNetwork();
        network.eval();
        torch.manual_seed(7);
        var (images, state) = (torch.randn(2, 3, 96, 64), torch.randn(3, network.Geometry.Embed));
        var before = network.Causal(images, state, [1, 2]);

        network.PrepareToAnswer(torch.ScalarType.Float32);

        Furthest(network.Causal(images, state, [1, 2]), before).ShouldBeInRange(0, 1e-3f);
        Furthest(network.Causal(images[..1], state[..1]), before[..1]).ShouldBeInRange(0, 1e-3f);
    }

    [Fact]
    public void A_tensor_of_another_shape_is_refused_by_name()
    {
        using var file = SafetensorsFile.Open(SharedData.Require("reference/tiny.weights.safetensors"));
        using var scope = torch.NewDisposeScope();
        using var network = new CausalClipSegNetwork(GeometryFromWeights.Read(file) with { Vocabulary = 600 });

        Should.Throw<WeightsException>(() => NetworkWeights.Load(network, file)).Message.ShouldEndWith(
            "tensor backbone.token_embedding.weight has shape [512, 64], the network needs [600, 64].");
    }

    private static float Furthest(torch.Tensor actual, torch.Tensor expected) => (actual - expected).abs().max().item<float>();
}
