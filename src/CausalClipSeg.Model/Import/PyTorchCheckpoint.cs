using System.IO.Compression;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>A PyTorch checkpoint (zip with a pickle and storages), read without PyTorch and without running what it says.</summary>
internal sealed class PyTorchCheckpoint : IDisposable
{
    private const string Pickle = "/data.pkl";
    private const long LargestPickle = 16_000_000;
    private const int MostSides = 16, DeepestWrapper = 4;
    private const string ByteOrder = "/byteorder";
    private static readonly string[] Around = ["module.", "_orig_mod."]; // what data-parallel and compiled modules put before names
    private static readonly string[] Wrappers = ["state_dict", "model", "model_state_dict", "net"];
    private static readonly Dictionary<string, ScalarType> StorageTypes = new(StringComparer.Ordinal)
    {
        ["FloatStorage"] = ScalarType.Float32, ["HalfStorage"] = ScalarType.Float16, ["BFloat16Storage"] = ScalarType.BFloat16,
        ["DoubleStorage"] = ScalarType.Float64, ["LongStorage"] = ScalarType.Int64, ["IntStorage"] = ScalarType.Int32,
        ["ShortStorage"] = ScalarType.Int16, ["CharStorage"] = ScalarType.Int8, ["ByteStorage"] = ScalarType.Byte, ["BoolStorage"] = ScalarType.Bool,
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
        if (archive.GetEntry(_root + ByteOrder) is { Length: < 16 } order && Bytes(order).AsSpan().StartsWith("big"u8))
            throw new WeightsException($"{path}: its numbers are big-endian. Save it again on a machine of another kind: torch.save(torch.load(file), file).");
        Tensors = StateDict(new PickleReader(Bytes(pickle), path).Read());
    }

    /// <summary>Names without the <c>module.</c> and <c>_orig_mod.</c> that training in parallel and compiled modules put before them.</summary>
    public IReadOnlyDictionary<string, PickledTensor> Tensors { get; }

    public static PyTorchCheckpoint Open(string path)
    {
        ZipArchive archive;
        try
        {
            archive = ZipFile.OpenRead(path);
        }
        catch (InvalidDataException problem)
        {
            throw new WeightsException($"{path}: not a PyTorch checkpoint: {problem.Message}", problem);
        }
        try
        {
            return new PyTorchCheckpoint(path, archive);
        }
        catch
        {
            archive.Dispose();
            throw;
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
            throw new WeightsException($"{_path}: storage {tensor.StorageKey} is compressed; PyTorch stores its numbers plainly. Unpack the archive and pack it without compression (zip -0 -r), or save it again: torch.save(torch.load(file), file).");
        var size = TensorFormat.Of(type).Size;
        if (entry.Length % size != 0)
            throw new WeightsException($"{_path}: storage {tensor.StorageKey} of {entry.Length} bytes holds no whole number of {tensor.StorageType} values.");
        RequireInside(name, tensor, entry.Length / size);
        using var storage = empty([entry.Length / size], dtype: type);
        storage.bytes = Bytes(entry);
        return storage.as_strided([.. tensor.Shape], [.. tensor.Strides], tensor.Offset).contiguous();
    }

    /// <summary>What a tensor will take once it is read.</summary>
    public static Int128 Size(PickledTensor tensor) => tensor.Shape.Aggregate(
        (Int128)(StorageTypes.TryGetValue(tensor.StorageType, out var type) ? TensorFormat.Of(type).Size : 1), (product, side) => Int128.Min(product * Math.Max(0, side), long.MaxValue));

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
        var found = Wrapped(root, 0)
            ?? throw new WeightsException($"{_path}: the checkpoint holds no state_dict (looked at the top and under {string.Join(", ", Wrappers)}).");
        var tensors = new Dictionary<string, PickledTensor>(StringComparer.Ordinal);
        foreach (var (key, value) in found)
            if (value is PickledTensor tensor && !tensors.TryAdd(Plain(key), tensor))
                throw new WeightsException($"{_path}: the checkpoint holds {Plain(key)} twice, with and without \"{string.Join("\" or \"", Around)}\" before it.");
        return tensors;
    }

    private static string Plain(string key)
    {
        while (Array.Find(Around, before => key.StartsWith(before, StringComparison.Ordinal)) is { } found)
            key = key[found.Length..];
        return key;
    }

    /// <summary>What lies under a wrapper's name comes first: a training script saves tensors beside its state_dict, its best figure for one.</summary>
    private static Dictionary<string, object?>? Wrapped(object? value, int depth)
    {
        if (value is not Dictionary<string, object?> here || depth > DeepestWrapper)
            return null;
        return Wrappers.Select(name => Wrapped(here.GetValueOrDefault(name), depth + 1)).FirstOrDefault(found => found is not null)
            ?? (here.Values.Any(item => item is PickledTensor) ? here : null);
    }

    private byte[] Bytes(ZipArchiveEntry entry)
    {
        try
        {
            if (entry.Length > new FileInfo(_path).Length)
                throw new InvalidDataException("it claims more than the whole file has");
            var bytes = new byte[entry.Length];
            using var stream = entry.Open();
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException)
        {
            throw new WeightsException($"{_path}: {entry.FullName} cannot be read; the file is cut short or damaged: {problem.Message}", problem);
        }
    }
}
