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
        LibTorch.EnsureLoaded();
        using var scope = TorchSharp.torch.NewDisposeScope();
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
            .ShouldContain($"x.pth: the checkpoint is refused: {reason} Save the weights alone: ");

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

    [Theory]
    [InlineData("scheduler", "ccollections\nCounter\n}K#K\u0001s\u0085R")] // MultiStepLR's milestones
    [InlineData("scheduler", "ccollections\nCounter\n)R")]
    [InlineData("best_IoU", Scalar)]
    [InlineData("epoch", "K#")]
    [InlineData("seed", "\u008a\u0009\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0040")] // 2 to the 70th
    public void What_a_training_script_saves_beside_the_state_dict_does_no_harm(string key, string value)
    {
        var result = ModelImport.Import(WithEntry(key, value), _folder.File("bundle"), new ImportOptions { InputSize = 96 });
        result.Missing.ShouldBeEmpty();
        result.Loaded.ShouldContain("backbone.ln_final.weight");
    }

    [Theory]
    [InlineData("old.pth", "a bare pickle, as PyTorch saved before 1.6. Save it again with a newer PyTorch: torch.save(torch.load(file), file).")]
    [InlineData("half.pth", "the checkpoint cannot be read: ")]
    [InlineData("half.pt", "the checkpoint cannot be read: ")]
    [InlineData("script.pth", "libtorch cannot read this TorchScript archive: ")]
    [InlineData("empty.pth", "0 bytes are too few for a safetensors file.")]
    [InlineData("nowhere.pth", "the checkpoint does not exist.")]
    public void What_cannot_be_read_is_refused_with_its_path_and_leaves_nothing(string file, string sentence)
    {
        Halve("reference/tiny.pth", "half.pth");
        Halve("reference/tiny-clip.torchscript.pt", "half.pt");
        File.WriteAllBytes(_folder.File("old.pth"), [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20]);
        File.WriteAllBytes(_folder.File("empty.pth"), []);
        File.WriteAllBytes(_folder.File("script.pth"), File.ReadAllBytes(SharedData.Require("reference/tiny.pth")));
        using (var archive = ZipFile.Open(_folder.File("script.pth"), ZipArchiveMode.Update))
            archive.CreateEntry("tiny/constants.pkl");

        var message = Should.Throw<WeightsException>(() => ModelImport.Import(_folder.File(file), _folder.File("bundle"), new ImportOptions())).Message;

        message.ShouldStartWith($"{_folder.File(file)}: {sentence}");
        Directory.Exists(_folder.File("bundle")).ShouldBeFalse();
    }

    [Fact]
    public void A_refused_import_leaves_the_bundle_that_was_there_as_it_was()
    {
        ModelImport.Import(SharedData.Require("reference/tiny.pth"), _folder.File("bundle"), new ImportOptions { InputSize = 96 });
        var before = Files();
        File.WriteAllText(_folder.File("few.txt"), "#version\na b\n");

        Refused(new ImportOptions { MergesPath = _folder.File("few.txt") }).ShouldBe($"{_folder.File("few.txt")}: these merges make 515 tokens, the network knows 512.");
        Refused(new ImportOptions { InputSize = 100 }).ShouldEndWith("tiny.weights.safetensors cannot be imported: inputSize is a multiple of 32 up to 4096, not 100.");

        Files().ShouldBe(before);
        string[] Files() => [.. Directory.GetFileSystemEntries(_folder.File("bundle")).Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}").Order()];
        string Refused(ImportOptions options) => Should.Throw<WeightsException>(() => ModelImport.Import(SharedData.Require("reference/tiny.weights.safetensors"), _folder.File("bundle"), options)).Message;
    }

    [Fact]
    public void Import_into_a_bundle_replaces_all_of_it_and_leaves_nothing_of_its_own_beside()
    {
        ModelImport.Import(SharedData.Require("reference/tiny.pth"), _folder.File("bundle"), new ImportOptions { InputSize = 96 });
        var bundle = ModelImport.Import(SharedData.Require("reference/tiny.weights.safetensors"), _folder.File("bundle"), new ImportOptions { InputSize = 64, WordLength = 12 }).Bundle;

        bundle.Manifest.Name.ShouldBe("tiny.weights");
        bundle.Manifest.Geometry.WordLength.ShouldBe(12);
        Directory.GetFileSystemEntries(bundle.Folder).Select(Path.GetFileName).Order().ShouldBe(["MODEL_CARD.md", "bundle.json", "weights.safetensors"], ignoreOrder: true);
        var card = File.ReadAllText(Path.Combine(bundle.Folder, "MODEL_CARD.md"));
        card.ShouldContain("values in F32, ");
        card.ShouldNotContain("half precision");
        card.ShouldNotContain("min-max game");
        card.ShouldContain("Nobody has measured it here");
    }

    [Theory]
    [InlineData(null, 9)]
    [InlineData(11, 11)]
    public void What_a_file_says_of_its_network_comes_into_the_bundle_and_its_weights(int? asked, int expected)
    {
        LibTorch.EnsureLoaded();
        using var scope = TorchSharp.torch.NewDisposeScope();
        using (var file = SafetensorsFile.Open(SharedData.Require("reference/tiny.weights.safetensors")))
            SafetensorsWriter.Write(_folder.File("told.safetensors"), file.Entries.Keys.ToDictionary(name => name, file.Read), new Dictionary<string, string> { ["text_heads"] = "2", ["word_len"] = "9", ["author"] = "me" });

        var bundle = ModelImport.Import(_folder.File("told.safetensors"), _folder.File("bundle"), new ImportOptions { InputSize = 96, WordLength = asked }).Bundle;

        (bundle.Manifest.Geometry.TextHeads, bundle.Manifest.Geometry.WordLength).ShouldBe((2, expected));
        using var weights = SafetensorsFile.Open(bundle.WeightsPath);
        weights.Metadata["author"].ShouldBe("me");
        GeometryFromWeights.Read(weights).TextHeads.ShouldBe(2);
        GeometryFromWeights.Read(weights).WordLength.ShouldBe(expected);
    }

    [Theory]
    [InlineData(-5, 17, "inputSize is a multiple of 32 up to 4096, not -5")]
    [InlineData(0, 17, "inputSize is a multiple of 32 up to 4096, not 0")]
    [InlineData(112, 17, "inputSize is a multiple of 32 up to 4096, not 112")]
    [InlineData(96, -3, "wordLength is a number from 3 to 77, not -3")]
    [InlineData(96, 2, "wordLength is a number from 3 to 77, not 2")]
    [InlineData(96, 200, "wordLength is a number from 3 to 77, not 200")]
    public void Options_that_no_network_can_have_are_refused(int size, int words, string problem) =>
        Should.Throw<WeightsException>(() => ModelImport.Import(SharedData.Require("reference/tiny.pth"), _folder.File("bundle"), new ImportOptions { InputSize = size, WordLength = words }))
            .Message.ShouldEndWith($"tiny.pth cannot be imported: {problem}.");

    /// <summary>A tensor without sides, in a storage that the reference has.</summary>
    private const string Scalar =
        "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\nX\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpuK\u0001tQK\u0000))\u0089ccollections\nOrderedDict\n)RtR";

    /// <summary>The reference checkpoint with one more entry beside its state_dict.</summary>
    private string WithEntry(string key, string value)
    {
        var path = _folder.File("more.pth");
        using var source = ZipFile.OpenRead(SharedData.Require("reference/tiny.pth"));
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var entry in source.Entries)
        {
            using var memory = new MemoryStream();
            using (var from = entry.Open())
                from.CopyTo(memory);
            var bytes = memory.ToArray();
            using var to = archive.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
            to.Write(!entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal) ? bytes
                : [.. bytes[..^1], (byte)'X', (byte)key.Length, 0, 0, 0, .. Encoding.Latin1.GetBytes(key + value), (byte)'s', (byte)'.']);
        }
        return path;
    }

    private void Halve(string shared, string name)
    {
        var bytes = File.ReadAllBytes(SharedData.Require(shared));
        File.WriteAllBytes(_folder.File(name), bytes[..(bytes.Length / 2)]);
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
