using System.IO.Compression;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>Reads the tensors of whatever file weights are published in, told apart by what is inside, not by its name.</summary>
internal static class CheckpointFile
{
    private static readonly string[] ClipNumbers = ["input_resolution", "context_length", "vocab_size"];
    private const string ClipMarker = "visual.conv1.weight";
    private const string BackbonePrefix = "backbone.";

    /// <summary>The kind of file in words, and its tensors under the names of this network.</summary>
    public static (string Kind, Dictionary<string, Tensor> Tensors) Read(string path)
    {
        var (kind, tensors) = !IsZip(path) ? ("safetensors file", ReadSafetensors(path))
            : IsTorchScript(path) ? ("TorchScript archive", ReadTorchScript(path))
            : ("PyTorch checkpoint", ReadPyTorch(path));
        return tensors.ContainsKey(ClipMarker)
            ? ($"{kind} of CLIP", tensors.Where(pair => !ClipNumbers.Contains(pair.Key)).ToDictionary(pair => BackbonePrefix + pair.Key, pair => pair.Value, StringComparer.Ordinal))
            : (kind, tensors);
    }

    private static bool IsZip(string path)
    {
        if (!File.Exists(path))
            throw new WeightsException($"{path}: the checkpoint does not exist.");
        Span<byte> start = stackalloc byte[4];
        using var stream = File.OpenRead(path);
        return stream.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start.SequenceEqual("PK\u0003\u0004"u8);
    }

    private static bool IsTorchScript(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        return archive.Entries.Any(entry => entry.FullName.EndsWith("/constants.pkl", StringComparison.Ordinal));
    }

    private static Dictionary<string, Tensor> ReadSafetensors(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Entries.Keys.ToDictionary(name => name, file.Read, StringComparer.Ordinal);
    }

    private static Dictionary<string, Tensor> ReadPyTorch(string path)
    {
        using var checkpoint = PyTorchCheckpoint.Open(path);
        return checkpoint.Tensors.Keys.ToDictionary(name => name, checkpoint.Read, StringComparer.Ordinal);
    }

    private static Dictionary<string, Tensor> ReadTorchScript(string path)
    {
        using var module = jit.load(path);
        using var noGradient = no_grad();
        return module.named_parameters().Select(item => (item.name, tensor: (Tensor)item.parameter))
            .Concat(module.named_buffers().Select(item => (item.name, tensor: item.buffer)))
            .ToDictionary(item => item.name, item => item.tensor.detach().clone(), StringComparer.Ordinal);
    }
}
