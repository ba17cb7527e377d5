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

    private static string Refusal(string folder) => Should.Throw<BundleException>(() => ModelBundle.Load(folder)).Message;
}
