using System.Buffers.Binary;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>A safetensors file opened for reading; the header is checked at once, tensors are streamed when asked for.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private const long LargestHeader = 100_000_000;
    private readonly FileStream _stream;
    private readonly long _dataStart;

    private SafetensorsFile(FileStream stream, string path)
    {
        (_stream, Path) = (stream, path);
        Span<byte> prefix = stackalloc byte[8];
        if (stream.Length < 8)
            throw new WeightsException($"{path}: {stream.Length} bytes are too few for a safetensors file.");
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LargestHeader || length > (ulong)(stream.Length - 8))
            throw new WeightsException($"{path}: the safetensors header claims {length} bytes, the file has {stream.Length}; it is cut short or no safetensors file.");
        var header = new byte[length];
        stream.ReadExactly(header);
        _dataStart = 8 + (long)length;
        (Entries, Metadata) = SafetensorsHeader.Parse(header, stream.Length - _dataStart, path);
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public static SafetensorsFile Open(string path)
    {
        FileStream stream;
        try
        {
            stream = File.OpenRead(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"{path}: the weights file cannot be opened: {problem.Message}", problem);
        }
        try
        {
            return new SafetensorsFile(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>A new tensor with the stored type and shape.</summary>
    public Tensor Read(string name)
    {
        if (!Entries.TryGetValue(name, out var entry))
            throw new WeightsException($"{Path}: tensor {name} is missing.");
        var bytes = new byte[entry.End - entry.Start];
        _stream.Position = _dataStart + entry.Start;
        _stream.ReadExactly(bytes);
        var tensor = empty([.. entry.Shape], dtype: entry.Type);
        if (bytes.Length > 0)
            tensor.bytes = bytes;
        return tensor;
    }

    public void Dispose() => _stream.Dispose();
}
