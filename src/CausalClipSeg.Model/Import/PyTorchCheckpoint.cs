using System.IO.Compression;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>A PyTorch checkpoint (zip with a pickle and storages), read without PyTorch and without running what it says.</summary>
internal sealed class PyTorchCheckpoint : IDisposable
{
    private const string Pickle = "/data.pkl";
    private const long LargestPickle = 64_000_000;
    private static readonly string[] Wrappers = ["state_dict", "model", "model_state_dict", "net"];
    private static readonly Dictionary<string, ScalarType> StorageTypes = new(StringComparer.Ordinal)
    {
        ["FloatStorage"] = ScalarType.Float32, ["HalfStorage"] = ScalarType.Float16, ["BFloat16Storage"] = ScalarType.BFloat16,
        ["DoubleStorage"] = ScalarType.Float64, ["LongStorage"] = ScalarType.Int64, ["IntStorage"] = ScalarType.Int32,
        ["ByteStorage"] = ScalarType.Byte, ["BoolStorage"] = ScalarType.Bool,
    };

    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly string _root;

    private PyTorchCheckpoint(string path, ZipArchive archive)
    {
        (_path, _archive) = (path, archive);
        var pickle = archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith(Pickle, StringComparison.Ordinal))
            ?? throw new WeightsException($"{path}: not a PyTorch checkpoint: the archive holds no data.pkl.");
        if (pickle.Length > LargestPickle)
            throw new WeightsException($"{path}: the pickle of {pickle.Length} bytes is too large for a state_dict.");
        _root = pickle.FullName[..^Pickle.Length];
        Tensors = StateDict(new PickleReader(Bytes(pickle), path).Read());
    }

    /// <summary>Names without the <c>module.</c> that data-parallel training puts before them.</summary>
    public IReadOnlyDictionary<string, PickledTensor> Tensors { get; }

    public static PyTorchCheckpoint Open(string path)
    {
        try
        {
            return new PyTorchCheckpoint(path, ZipFile.OpenRead(path));
        }
        catch (InvalidDataException problem)
        {
            throw new WeightsException($"{path}: not a PyTorch checkpoint: {problem.Message}", problem);
        }
    }

    public Tensor Read(string name)
    {
        var tensor = Tensors[name];
        if (!StorageTypes.TryGetValue(tensor.StorageType, out var type))
            throw new WeightsException($"{_path}: tensor {name} lies in a {tensor.StorageType}, which is not supported.");
        var entry = _archive.GetEntry($"{_root}/data/{tensor.StorageKey}")
            ?? throw new WeightsException($"{_path}: tensor {name} lies in storage {tensor.StorageKey}, which the archive does not hold.");
        var bytes = Bytes(entry);
        var length = bytes.Length / TensorFormat.Of(type).Size;
        var last = tensor.Offset + tensor.Shape.Zip(tensor.Strides, (side, stride) => Math.Max(0, side - 1) * stride).Sum();
        if (tensor.Offset < 0 || tensor.Shape.Count != tensor.Strides.Count || tensor.Strides.Any(stride => stride < 0) || last >= length)
            throw new WeightsException($"{_path}: tensor {name} reaches outside its storage of {length} numbers.");
        using var storage = empty([length], dtype: type);
        storage.bytes = bytes;
        return storage.as_strided([.. tensor.Shape], [.. tensor.Strides], tensor.Offset).contiguous();
    }

    public void Dispose() => _archive.Dispose();

    private Dictionary<string, PickledTensor> StateDict(object? root)
    {
        var found = root as Dictionary<string, object?>;
        while (found is not null && !found.Values.Any(value => value is PickledTensor))
            found = Wrappers.Select(name => found.GetValueOrDefault(name)).OfType<Dictionary<string, object?>>().FirstOrDefault();
        if (found is null)
            throw new WeightsException($"{_path}: the checkpoint holds no state_dict (looked at the top and under {string.Join(", ", Wrappers)}).");
        return found.Where(pair => pair.Value is PickledTensor).ToDictionary(
            pair => pair.Key.StartsWith("module.", StringComparison.Ordinal) ? pair.Key["module.".Length..] : pair.Key,
            pair => (PickledTensor)pair.Value!, StringComparer.Ordinal);
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
