using System.IO.Compression;
using System.Text;
using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

/// <summary>A checkpoint is hostile input: whatever it holds, it is read or refused with a sentence, quickly and in little memory.</summary>
public sealed class HostilePickleTests : IDisposable
{
    private const int Damaged = 4000;
    private readonly TemporaryFolder _folder = new("pickle");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_damaged_checkpoint_is_read_or_refused_and_nothing_else()
    {
        var whole = Pickle(SharedData.Require("reference/tiny.pth"));
        var random = new Random(9);
        var (read, refused) = (0, 0);
        for (var i = 0; i < Damaged; i++)
        {
            var pickle = (byte[])whole.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
                pickle[random.Next(3) == 0 ? random.Next(64) : random.Next(pickle.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                pickle = pickle[..random.Next(pickle.Length)];
            try
            {
                new PickleReader(pickle, "x.pth").Read();
                read++;
            }
            catch (WeightsException refusal)
            {
                refusal.Message.ShouldStartWith("x.pth: the ");
                refused++;
            }
        }
        (read + refused).ShouldBe(Damaged);
        refused.ShouldBeGreaterThan(Damaged / 4);
    }

    [Theory]
    [InlineData("cos\nsystem\n", "os.system")]
    [InlineData("cbuiltins\neval\n", "builtins.eval")]
    [InlineData("c__builtin__\nexec\n", "__builtin__.exec")]
    [InlineData("csubprocess\nPopen\n", "subprocess.Popen")]
    [InlineData("cnumpy.core.multiarray\n_reconstruct\n", "numpy.core.multiarray._reconstruct")]
    [InlineData("ctorch\nload\n", "torch.load")]
    [InlineData("ctorch.hub\nload\n", "torch.hub.load")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n", "torch._utils._rebuild_tensor")]
    [InlineData("ccollections\nnamedtuple\n", "collections.namedtuple")]
    [InlineData("ctorch.storage\nUntypedStorage\n", "torch.storage.UntypedStorage")]
    [InlineData("X\u0005\u0000\u0000\u0000posixX\u0006\u0000\u0000\u0000system\u0093", "posix.system")]
    public void A_name_that_a_state_dict_does_not_need_is_refused_by_itself(string pickle, string name) =>
        Refusal(pickle).ShouldEndWith($"it refers to {name}, which a state_dict does not need. Save the weights alone: torch.save(model.state_dict(), file).");

    [Theory]
    [InlineData("i", "0x69")] // INST
    [InlineData("o", "0x6f")] // OBJ
    [InlineData("\u0081", "0x81")] // NEWOBJ
    [InlineData("\u0092", "0x92")] // NEWOBJ_EX
    [InlineData("\u0082", "0x82")] // EXT1
    [InlineData("P", "0x50")] // PERSID
    [InlineData("\u0097", "0x97")] // NEXT_BUFFER
    public void An_opcode_that_makes_objects_is_refused_by_its_number(string pickle, string code) =>
        Refusal(pickle).ShouldContain($"it uses the opcode {code}, which a state_dict does not need. ");

    [Fact]
    public void A_dictionary_that_holds_itself_does_not_hang() =>
        Refusal("}q\u0000X\u000a\u0000\u0000\u0000state_dicth\u0000s.").ShouldContain("the checkpoint holds no state_dict");

    [Theory]
    [InlineData("K\u0000", "K\u0004\u0085", "K\u0001\u0085", "reaches outside its storage of 2 numbers")]
    [InlineData("K\u0001", "K\u0002\u0085", "K\u0001\u0085", "reaches outside its storage of 2 numbers")]
    [InlineData("J\u00ff\u00ff\u00ff\u00ff", "K\u0001\u0085", "K\u0001\u0085", "reaches outside its storage of 2 numbers")]
    [InlineData("K\u0000", "J\u00ff\u00ff\u00ff\u00ff\u0085", "K\u0001\u0085", "reaches outside its storage of 2 numbers")]
    [InlineData("K\u0000", "K\u0002\u0085", "J\u00ff\u00ff\u00ff\u00ff\u0085", "reaches outside its storage of 2 numbers")]
    [InlineData("K\u0000", "J\u00ff\u00ff\u00ff\u007f\u0085", "K\u0000\u0085", "repeats the numbers of its storage")]
    [InlineData("K\u0000", "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f\u0085", "K\u0003\u0085", "reaches outside its storage of 2 numbers")]
    [InlineData("K\u0000", "K\u0001K\u0001\u0086", "K\u0001\u0085", "reaches outside its storage of 2 numbers")]
    public void A_tensor_that_does_not_lie_in_its_storage_is_refused(string offset, string shape, string strides, string reason)
    {
        using var checkpoint = PyTorchCheckpoint.Open(Archive(State("FloatStorage", offset, shape, strides), new byte[8]));
        Should.Throw<WeightsException>(() => checkpoint.Read("w")).Message.ShouldContain($"tensor w {reason}");
    }

    [Fact]
    public void A_storage_of_an_unknown_kind_or_that_is_not_there_is_refused()
    {
        using (var strange = PyTorchCheckpoint.Open(Archive(State("ComplexFloatStorage", "K\u0000", "K\u0001\u0085", "K\u0001\u0085"), new byte[8])))
            Should.Throw<WeightsException>(() => strange.Read("w")).Message.ShouldEndWith("tensor w lies in a ComplexFloatStorage, which is not supported.");
        using var absent = PyTorchCheckpoint.Open(Archive(State("FloatStorage", "K\u0000", "K\u0001\u0085", "K\u0001\u0085"), null));
        Should.Throw<WeightsException>(() => absent.Read("w")).Message.ShouldEndWith("tensor w lies in storage 0, which the archive does not hold.");
    }

    [Fact]
    public void A_storage_that_swells_when_unpacked_is_refused()
    {
        var path = _folder.File("bomb.pth");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            Add(archive, "x/data.pkl", Encoding.Latin1.GetBytes(State("FloatStorage", "K\u0000", "K\u0001\u0085", "K\u0001\u0085")), CompressionLevel.NoCompression);
            Add(archive, "x/data/0", new byte[50_000_000], CompressionLevel.Optimal);
        }
        using var checkpoint = PyTorchCheckpoint.Open(path);
        Should.Throw<WeightsException>(() => checkpoint.Read("w")).Message.ShouldContain("is compressed; PyTorch stores its numbers plainly");
    }

    [Fact]
    public void A_shape_that_is_no_number_is_refused() =>
        Refusal(State("FloatStorage", "K\u0000", "N\u0085", "K\u0001\u0085")).ShouldContain("the pickle is broken at byte ");

    [Fact]
    public void A_storage_that_holds_no_whole_number_of_values_is_refused()
    {
        using var checkpoint = PyTorchCheckpoint.Open(Archive(State("FloatStorage", "K\u0000", "K\u0001\u0085", "K\u0001\u0085"), new byte[7]));
        Should.Throw<WeightsException>(() => checkpoint.Read("w")).Message.ShouldEndWith("storage 0 of 7 bytes holds no whole number of FloatStorage values.");
    }

    [Fact]
    public void A_tensor_that_is_there_with_and_without_its_prefix_is_refused() =>
        Refusal($"}}({Entry("w")}{Entry("module.w")}u.").ShouldEndWith("the checkpoint holds w twice, with and without \"module.\" or \"_orig_mod.\" before it.");

    [Fact]
    public void What_parallel_training_and_compiled_modules_put_before_names_is_taken_off()
    {
        using var checkpoint = PyTorchCheckpoint.Open(Archive($"}}({Entry("module._orig_mod.a")}{Entry("module.module.b")}{Entry("_orig_mod.c")}u.", null));
        checkpoint.Tensors.Keys.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void A_small_pickle_that_would_make_millions_of_objects_is_refused() =>
        Refusal("N" + string.Concat(Enumerable.Repeat("q\u0000", 4_000_001)) + ".").ShouldContain("the checkpoint is refused: its pickle takes more than 4000000 steps. ");

    [Fact]
    public void Numbers_of_a_big_endian_machine_are_not_taken_for_ours()
    {
        var path = Archive(State("FloatStorage", "K\u0000", "K\u0001\u0085", "K\u0001\u0085"), new byte[4]);
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
            Add(archive, "x/byteorder", "big"u8.ToArray(), CompressionLevel.NoCompression);
        Should.Throw<WeightsException>(() => PyTorchCheckpoint.Open(path)).Message.ShouldEndWith("its numbers are big-endian. Save it again on a machine of another kind: torch.save(torch.load(file), file).");
    }

    [Theory]
    [InlineData("CharStorage")]
    [InlineData("ShortStorage")]
    public void Counters_of_any_width_are_read(string storage)
    {
        LibTorch.EnsureLoaded();
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var checkpoint = PyTorchCheckpoint.Open(Archive(State(storage, "K\u0000", "K\u0001\u0085", "K\u0001\u0085"), [7, 0]));
        checkpoint.Read("w").to(TorchSharp.torch.ScalarType.Int64).item<long>().ShouldBe(7);
    }

    [Theory]
    [InlineData("model.backbone.ln_final.weight", "; the file calls it model.backbone.ln_final.weight: take what stands before it off its names.")]
    [InlineData("visual.conv2.weight", "; it holds 1 tensors, visual.conv2.weight the first, and is no CausalCLIPSeg, nor CLIP with a residual network (RN50, RN101).")]
    public void Weights_of_something_else_are_told_by_their_names(string name, string sentence)
    {
        LibTorch.EnsureLoaded();
        using var scope = TorchSharp.torch.NewDisposeScope();
        var path = _folder.File("else.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, TorchSharp.torch.Tensor> { [name] = TorchSharp.torch.zeros(8) });
        Should.Throw<WeightsException>(() => ModelImport.Import(path, _folder.File("bundle"), new ImportOptions())).Message.ShouldEndWith($"tensor backbone.ln_final.weight is missing, so the geometry cannot be read{sentence}");
    }

    [Fact]
    public void Numbers_too_large_for_the_network_are_refused_and_do_not_become_infinite()
    {
        LibTorch.EnsureLoaded();
        using var scope = TorchSharp.torch.NewDisposeScope();
        var path = _folder.File("large.safetensors");
        using (var file = SafetensorsFile.Open(SharedData.Require("reference/tiny.weights.safetensors")))
            SafetensorsWriter.Write(path, file.Entries.Keys.ToDictionary(key => key, key => key == "proj.txt.bias" ? file.Read(key).to(TorchSharp.torch.ScalarType.Float64).mul(1e300) : file.Read(key)));
        Should.Throw<WeightsException>(() => ModelImport.Import(path, _folder.File("bundle"), new ImportOptions())).Message.ShouldEndWith("tensor proj.txt.bias holds values that are not finite in Float32.");
    }

    [Theory]
    [InlineData(250, true)]
    [InlineData(2, false)]
    public void Tensors_over_one_storage_that_would_take_many_times_the_file_are_refused(int tensors, bool refused)
    {
        var pickle = $"}}({string.Concat(Enumerable.Range(0, tensors).Select(i => Entry($"w{i}", "J\u0040\u0042\u000f\u0000")))}u.";
        var path = Archive(pickle, new byte[4_000_000]);
        if (refused)
            Should.Throw<WeightsException>(() => CheckpointFile.Open(path)).Message.ShouldContain("its tensors would take 1000000000 bytes, the file has 40");
        else
            CheckpointFile.Open(path).Dispose();
    }

    [Theory]
    [InlineData("backbone.token_embedding.weight", 900_000, 0, "tensor backbone.token_embedding.weight has shape [900000, 0], the network needs [900000, 64].")]
    [InlineData("backbone.token_embedding.weight", 9_000_000_000_000, 0, "tensor backbone.token_embedding.weight has a side of 9000000000000, which no network has.")]
    [InlineData("backbone.token_embedding.weight", 0, 64, "tensor backbone.token_embedding.weight has a side of 0, which no network has.")]
    [InlineData("backbone.positional_embedding", 30_000, 0, "tensor backbone.positional_embedding has shape [30000, 0], the network needs [30000, 64].")]
    [InlineData("backbone.text_projection", 0, 30_000, "tensor backbone.text_projection has shape [0, 30000], the network needs [64, 30000].")]
    [InlineData("backbone.visual.attnpool.positional_embedding", 1_000_000, 0, "the tensors' shapes make no network: positionResolution is a multiple of 32 up to 4096, not 32000.")]
    [InlineData("backbone.visual.layer1.7.conv1.weight", 0, 0, "tensor backbone.visual.layer1.1.conv2.weight is missing; the weights are not complete.")]
    [InlineData("backbone.transformer.resblocks.7.x", 0, 0, "is missing; the weights are not complete.")]
    public void Sides_without_numbers_are_refused_before_a_network_of_their_size_is_made(string name, long rows, long columns, string sentence)
    {
        LibTorch.EnsureLoaded();
        using var scope = TorchSharp.torch.NewDisposeScope();
        var path = _folder.File("zero.safetensors");
        using (var file = SafetensorsFile.Open(SharedData.Require("reference/tiny.weights.safetensors")))
            SafetensorsWriter.Write(path, file.Entries.Keys.Where(key => key != name).ToDictionary(key => key, file.Read).Append(KeyValuePair.Create(name, TorchSharp.torch.empty(rows, columns))));

        Should.Throw<WeightsException>(() => ModelImport.Import(path, _folder.File("bundle"), new ImportOptions())).Message.ShouldEndWith(sentence);
    }

    private string Refusal(string pickle) => Should.Throw<WeightsException>(() => PyTorchCheckpoint.Open(Archive(pickle, null))).Message;

    /// <summary>{"w": _rebuild_tensor_v2(storage 0, offset, shape, strides)}.</summary>
    private static string State(string storage, string offset, string shape, string strides) =>
        $"}}X\u0001\u0000\u0000\u0000wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\u0000\u0000\u0000storagectorch\n{storage}\nX\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpuK\u0002tQ{offset}{shape}{strides}tRs.";

    /// <summary>A name and a tensor of one side over storage 0.</summary>
    private static string Entry(string name, string side = "K\u0001") =>
        $"X{(char)name.Length}\u0000\u0000\u0000{name}" + State("FloatStorage", "K\u0000", $"{side}\u0085", "K\u0001\u0085")["}X\u0001\u0000\u0000\u0000w".Length..^2];

    private string Archive(string pickle, byte[]? storage)
    {
        var path = _folder.File($"{Guid.NewGuid():n}.pth");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(archive, "x/data.pkl", Encoding.Latin1.GetBytes(pickle), CompressionLevel.NoCompression);
        if (storage is not null)
            Add(archive, "x/data/0", storage, CompressionLevel.NoCompression);
        return path;
    }

    private static void Add(ZipArchive archive, string name, byte[] content, CompressionLevel level)
    {
        using var stream = archive.CreateEntry(name, level).Open();
        stream.Write(content);
    }

    private static byte[] Pickle(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        using var stream = archive.Entries.Single(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal)).Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
