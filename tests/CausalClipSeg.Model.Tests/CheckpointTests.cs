using System.IO.Compression;
using System.Text;
using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("checkpoint");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_pytorch_checkpoint_holds_the_very_numbers_of_the_safetensors_file()
    {
        using var checkpoint = PyTorchCheckpoint.Open(SharedData.Require("reference/tiny.pth"));
        using var expected = SafetensorsFile.Open(SharedData.Require("reference/tiny.weights.safetensors"));

        checkpoint.Tensors.Keys.ShouldBe(expected.Entries.Keys, ignoreOrder: true);
        foreach (var name in expected.Entries.Keys)
            checkpoint.Read(name).Equals(expected.Read(name)).ShouldBeTrue(name);
    }

    [Theory]
    [InlineData("cposix\nsystem\n(X\u0004\u0000\u0000\u0000trueitR.", "it refers to posix.system, which a state_dict does not need.")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R.", "it calls torch._utils._rebuild_tensor_v2 with arguments that a state_dict does not have.")]
    [InlineData("\u0001.", "it uses the opcode 0x01, which a state_dict does not need.")]
    [InlineData("h\u0005.", "it recalls entry 5, which it never stored.")]
    [InlineData("NQ.", "it refers to something outside that is no storage.")]
    public void A_pickle_that_wants_more_than_a_state_dict_is_refused(string pickle, string reason) =>
        Should.Throw<WeightsException>(() => PyTorchCheckpoint.Open(Archive(pickle))).Message
            .ShouldEndWith($"x.pth: the checkpoint is refused: {reason}");

    [Theory]
    [InlineData("}X\u0010\u0000")]
    [InlineData("t")]
    [InlineData("Nu.")]
    [InlineData("")]
    public void A_pickle_that_is_cut_short_is_refused_with_its_place(string pickle) =>
        Should.Throw<WeightsException>(() => PyTorchCheckpoint.Open(Archive(pickle))).Message
            .ShouldContain("x.pth: the pickle is broken at byte ");

    [Fact]
    public void What_holds_no_weights_says_where_they_were_looked_for() =>
        Should.Throw<WeightsException>(() => PyTorchCheckpoint.Open(Archive("}."))).Message
            .ShouldEndWith("the checkpoint holds no state_dict (looked at the top and under state_dict, model, model_state_dict, net).");

    [Theory]
    [InlineData("reference/tiny.pth", "PyTorch checkpoint")]
    [InlineData("reference/tiny.weights.safetensors", "safetensors file")]
    public void A_whole_checkpoint_becomes_a_bundle_with_the_references_numbers(string file, string kind)
    {
        var result = ModelImport.Import(SharedData.Require(file), _folder.Path, new ImportOptions { InputSize = 96 });

        result.Kind.ShouldBe(kind);
        result.Missing.ShouldBeEmpty();
        result.Skipped.ShouldContain("neck_ad.f2_cat.0.weight");
        NetworkVerification.Verify(result.Bundle.WeightsPath, SharedData.Require("reference/tiny.io.safetensors")).Passed.ShouldBeTrue();
        ModelBundle.Load(_folder.Path).Manifest.Geometry.Layers.ShouldBe([1, 1, 1, 1]);
    }

    [Fact]
    public void Clips_own_archive_becomes_the_backbone_and_the_rest_is_named_as_initialised()
    {
        var result = ModelImport.Import(SharedData.Require("reference/tiny-clip.torchscript.pt"), _folder.Path, new ImportOptions { InputSize = 96 });

        result.Kind.ShouldBe("TorchScript archive of CLIP");
        result.Loaded.ShouldAllBe(name => name.StartsWith("backbone.", StringComparison.Ordinal));
        result.Loaded.ShouldContain("backbone.visual.layer4.0.conv2.weight");
        result.Missing.ShouldContain("backbone.visual.attnpool.connect.0.weight");
        result.Missing.ShouldContain("proj.txt.weight");
    }

    [Fact]
    public void A_bundle_without_merges_says_that_it_cannot_be_asked()
    {
        var result = ModelImport.Import(SharedData.Require("reference/tiny.pth"), _folder.Path, new ImportOptions());
        Should.Throw<BundleException>(() => Segmenter.Load(result.Bundle)).Message.ShouldEndWith("Import it again with CLIP's merges file.");
    }

    private string Archive(string pickle)
    {
        var path = _folder.File("x.pth");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        using var stream = archive.CreateEntry("x/data.pkl").Open();
        stream.Write(Encoding.Latin1.GetBytes(pickle));
        return path;
    }
}
