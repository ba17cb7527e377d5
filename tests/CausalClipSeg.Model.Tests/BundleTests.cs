using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

public sealed class BundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("bundle");

    public BundleTests()
    {
        foreach (var file in Directory.GetFiles(Shipped))
            File.Copy(file, _folder.File(Path.GetFileName(file)));
    }

    private static string Shipped => RepositoryRoot.Combine("models", "causalclipseg-compact");

    private string Weights => _folder.File("weights.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_shipped_bundle_is_complete_and_small()
    {
        var bundle = ModelBundle.Load(Shipped);
        bundle.Manifest.SideConvention.ShouldBe(SideConvention.Viewer);
        bundle.Manifest.Findings.ShouldContain("airspace-opacity");
        bundle.Manifest.Metrics["validDice"].ShouldBeGreaterThan(0.62);
        Directory.GetFiles(Shipped).Sum(file => new FileInfo(file).Length).ShouldBeLessThan(16_000_000);
        File.Exists(Path.Combine(Shipped, "MODEL_CARD.md")).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_that_is_no_bundle_is_refused() =>
        Refusal("nowhere").ShouldBe("nowhere is not a model bundle: it has no bundle.json. Give the folder that holds bundle.json and its weights.");

    [Fact]
    public void A_missing_file_is_named()
    {
        File.Delete(_folder.File("merges.txt"));
        Refusal(_folder.Path).ShouldBe($"The bundle {_folder.Path} is not complete: merges.txt is missing.");
    }

    [Fact]
    public void Changed_weights_are_refused_by_their_hash()
    {
        var bytes = File.ReadAllBytes(Weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(Weights, bytes);
        var message = Refusal(_folder.Path);
        message.ShouldStartWith($"The weights of the bundle {_folder.Path} are not those it was published with: weights.safetensors has SHA-256 ");
        message.ShouldEndWith("Copy the bundle again.");
    }

    [Fact]
    public void Weights_that_are_cut_short_name_the_tensor()
    {
        using (var stream = File.OpenWrite(Weights))
            stream.SetLength(stream.Length / 2);
        Should.Throw<WeightsException>(() => ModelBundle.Load(_folder.Path)).Message.ShouldMatch(
            @"weights\.safetensors: tensor [a-z0-9_.]+ ends at byte \d+ of the data, which has only \d+; the file is cut short or corrupt\.$");
    }

    [Theory]
    [InlineData("{", "is not a bundle manifest:")]
    [InlineData("{}", "is not a bundle manifest:")]
    [InlineData("null", "is empty.")]
    public void A_broken_manifest_is_refused(string json, string reason)
    {
        File.WriteAllText(_folder.File("bundle.json"), json);
        Refusal(_folder.Path).ShouldContain(reason);
    }

    [Theory]
    [InlineData("\"weightsFile\": \"weights.safetensors\"", "\"weightsFile\": \"../other/w.safetensors\"", "weightsFile is the name of a file in the bundle's folder, not \"../other/w.safetensors\"")]
    [InlineData("\"weightsFile\": \"weights.safetensors\"", "\"weightsFile\": \"/etc/passwd\"", "weightsFile is the name of a file in the bundle's folder, not \"/etc/passwd\"")]
    [InlineData("\"weightsFile\": \"weights.safetensors\"", "\"weightsFile\": \"\"", "weightsFile is the name of a file in the bundle's folder, not \"\"")]
    [InlineData("\"weightsFile\": \"weights.safetensors\"", "\"weightsFile\": \"bundle.json\"", "weightsFile is bundle.json, which is another file of the bundle")]
    [InlineData("\"mergesFile\": \"merges.txt\"", "\"mergesFile\": \"..\"", "mergesFile is the name of a file in the bundle's folder, not \"..\"")]
    [InlineData("\"mergesFile\": \"merges.txt\"", "\"mergesFile\": \"a\\\\b\"", "mergesFile is the name of a file in the bundle's folder, not \"a\\b\"")]
    [InlineData("\"mergesFile\": \"merges.txt\"", "\"mergesFile\": \"weights.safetensors\"", "weightsFile and mergesFile are both weights.safetensors")]
    [InlineData("\"threshold\": 0.5", "\"threshold\": 1.5", "threshold is a number between 0 and 1, not 1.5")]
    [InlineData("\"standardDeviation\": 0.25", "\"standardDeviation\": 0", "preprocessing: standardDeviation is a number above 0, not 0")]
    [InlineData("\"resize\": \"stretch-bilinear-antialias\"", "\"resize\": \"letterbox\"", "preprocessing: resize is \"stretch-bilinear-antialias\", not \"letterbox\"")]
    [InlineData("\"inputSize\": 288", "\"inputSize\": 112", "preprocessing: inputSize is a multiple of 32 up to 4096, not 112")]
    [InlineData("\"width\": 32", "\"width\": 7", "geometry: width is an even number, not 7")]
    [InlineData("\"wordLength\": 32", "\"wordLength\": 41", "geometry: wordLength is a number from 3 to 40, not 41")]
    public void A_manifest_that_says_what_cannot_be_is_refused_by_its_field(string said, string instead, string problem)
    {
        Rewrite(said, instead);
        Refusal(_folder.Path).ShouldBe($"{_folder.File("bundle.json")} cannot be used: {problem}.");
    }

    [Theory]
    [InlineData("\"vocabulary\": 809", "\"vocabulary\": 999999")]
    [InlineData("\"fused\": 128", "\"fused\": 32000")]
    [InlineData("\"positionResolution\": 288", "\"positionResolution\": 4096")]
    [InlineData("\"textLayers\": 2", "\"textLayers\": 900")]
    public void A_geometry_that_the_weights_do_not_have_is_refused_before_a_network_of_it_is_made(string said, string instead)
    {
        Rewrite(said, instead);
        Refusal(_folder.Path).ShouldBe($"The bundle {_folder.Path} does not fit together: the geometry in bundle.json is not that of weights.safetensors.");
    }

    private void Rewrite(string said, string instead)
    {
        var text = File.ReadAllText(_folder.File("bundle.json"));
        text.ShouldContain(said);
        File.WriteAllText(_folder.File("bundle.json"), text.Replace(said, instead, StringComparison.Ordinal));
    }

    private static string Refusal(string folder) => Should.Throw<BundleException>(() => ModelBundle.Load(folder)).Message;
}
