using System.IO.Compression;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>A file that weights are published in, told apart by what is inside, not by its name; open until its tensors have been read.</summary>
internal sealed class CheckpointFile : IDisposable
{
    private static readonly string[] ClipNumbers = ["input_resolution", "context_length", "vocab_size"];
    private const string ClipMarker = "visual.conv1.weight";
    private const string BackbonePrefix = "backbone.";
    private readonly IDisposable _opened;

    private CheckpointFile(string kind, IDisposable opened, WeightsSource source)
    {
        _opened = opened;
        IsClip = source.Shapes.ContainsKey(ClipMarker);
        (Kind, Source) = IsClip ? ($"{kind} of CLIP", AsBackbone(source)) : (kind, source);
    }

    /// <summary>The kind of file in words.</summary>
    public string Kind { get; }

    /// <summary>Whether it holds CLIP alone, the two encoders of the network.</summary>
    public bool IsClip { get; }

    public WeightsSource Source { get; }

    /// <exception cref="WeightsException">The file is none of those that are read, or damaged; says what to do.</exception>
    public static CheckpointFile Open(string path)
    {
        try
        {
            return !IsZip(path) ? Safetensors(path) : IsTorchScript(path) ? TorchScript(path) : PyTorch(path);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new WeightsException($"{path}: the checkpoint cannot be read: {problem.Message}", problem);
        }
    }

    public void Dispose() => _opened.Dispose();

    private static bool IsZip(string path)
    {
        if (!File.Exists(path))
            throw new WeightsException($"{path}: the checkpoint does not exist.");
        Span<byte> start = stackalloc byte[9];
        using var stream = File.OpenRead(path);
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        // A safetensors file may begin with these bytes as well, but then its header follows.
        if (length == start.Length && start is [0x80, >= 2 and <= 5, .., not (byte)'{'])
            throw new WeightsException($"{path}: a bare pickle, as PyTorch saved before 1.6. Save it again with a newer PyTorch: torch.save(torch.load(file), file).");
        return length >= 4 && start[..4].SequenceEqual("PK\u0003\u0004"u8);
    }

    private static bool IsTorchScript(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        return archive.Entries.Any(entry => entry.FullName.EndsWith("/constants.pkl", StringComparison.Ordinal));
    }

    private static CheckpointFile Safetensors(string path)
    {
        var file = SafetensorsFile.Open(path);
        return new("safetensors file", file, WeightsSource.Of(file));
    }

    private static CheckpointFile PyTorch(string path)
    {
        var file = PyTorchCheckpoint.Open(path);
        BackedNumbers.Require(path, file.Tensors.Values.Select(PyTorchCheckpoint.Size));
        return new("PyTorch checkpoint", file, new WeightsSource(path, Shapes(file.Tensors, tensor => tensor.Shape), Nothing(), file.Read));
    }

    private static CheckpointFile TorchScript(string path)
    {
        try
        {
            var module = jit.load(path);
            var tensors = module.named_parameters().Select(item => (item.name, tensor: (Tensor)item.parameter)).Concat(module.named_buffers())
                .ToDictionary(item => item.Item1, item => item.Item2, StringComparer.Ordinal);
            BackedNumbers.Require(path, tensors.Values.Select(tensor => (Int128)tensor.NumberOfElements * tensor.ElementSize));
            return new("TorchScript archive", module, new WeightsSource(path, Shapes(tensors, tensor => tensor.shape), Nothing(), name => tensors[name].detach().clone()));
        }
        catch (ExternalException problem)
        {
            throw new WeightsException($"{path}: libtorch cannot read this TorchScript archive: {problem.Message.Split('\n')[0]}", problem);
        }
    }

    private static WeightsSource AsBackbone(WeightsSource clip) => clip with
    {
        Shapes = clip.Shapes.Where(pair => !ClipNumbers.Contains(pair.Key)).ToDictionary(pair => BackbonePrefix + pair.Key, pair => pair.Value, StringComparer.Ordinal),
        Read = name => clip.Read(name[BackbonePrefix.Length..]),
    };

    private static Dictionary<string, IReadOnlyList<long>> Shapes<T>(IEnumerable<KeyValuePair<string, T>> tensors, Func<T, IReadOnlyList<long>> shape) =>
        tensors.ToDictionary(pair => pair.Key, pair => shape(pair.Value), StringComparer.Ordinal);

    private static Dictionary<string, string> Nothing() => [];
}
