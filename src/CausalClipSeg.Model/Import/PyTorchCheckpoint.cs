using System.IO.Compression;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>A PyTorch checkpoint (zip with a pickle and storages), read without PyTorch and without running what it says.</summary>
internal sealed class PyTorchCheckpoint : IDisposable
{
    private const string Pickle = "/data.pkl";
    private const long LargestPickle = 64_000_000;
    private const int MostSides = 16, DeepestWrapper = 8;
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
        if (entry.CompressedLength != entry.Length)
            throw new WeightsException($"{_path}: storage {tensor.StorageKey} is compressed; PyTorch stores its numbers plainly, so this is no checkpoint of its making.");
        var bytes = Bytes(entry);
        RequireInside(name, tensor, bytes.Length / TensorFormat.Of(type).Size);
        using var storage = empty([bytes.Length / TensorFormat.Of(type).Size], dtype: type);
        storage.bytes = bytes;
        return storage.as_strided([.. tensor.Shape], [.. tensor.Strides], tensor.Offset).contiguous();
    }

    public void Dispose() => _archive.Dispose();

    /// <summary>In wide integers, because hostile sides and strides are made to overflow.</summary>
    private void RequireInside(string name, PickledTensor tensor, long length)
    {
        var (last, count) = ((Int128)tensor.Offset, Int128.One);
        var sound = tensor.Offset >= 0 && tensor.Shape.Count == tensor.Strides.Count && tensor.Shape.Count <= MostSides;
        for (var i = 0; sound && i < tensor.Shape.Count; i++)
        {
            var (side, stride) = (tensor.Shape[i], tensor.Strides[i]);
            sound = side >= 0 && stride >= 0;
            last += (Int128)Math.Max(0, side - 1) * stride;
            count = Int128.Min(count * Math.Max(0, side), long.MaxValue);
        }
        if (!sound || (count > 0 && last >= length))
            throw new WeightsException($"{_path}: tensor {name} reaches outside its storage of {length} numbers.");
        if (count > length)
            throw new WeightsException($"{_path}: tensor {name} repeats the numbers of its storage; the weights of a network do not.");
    }

    private Dictionary<string, PickledTensor> StateDict(object? root)
    {
        var found = root as Dictionary<string, object?>;
        for (var depth = 0; found is not null && !found.Values.Any(value => value is PickledTensor); depth++)
            found = depth == DeepestWrapper ? null : Wrappers.Select(name => found.GetValueOrDefault(name)).OfType<Dictionary<string, object?>>().FirstOrDefault();
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
