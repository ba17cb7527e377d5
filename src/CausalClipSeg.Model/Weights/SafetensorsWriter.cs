using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>Writes tensors as a safetensors file, complete or not at all: a crash never leaves half a file under the final name.</summary>
public static class SafetensorsWriter
{
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        var unfinished = path + ".unfinished";
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var header = Header(ordered, metadata);
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
            stream.Write(prefix);
            stream.Write(header);
            foreach (var (_, tensor) in ordered)
            {
                using var plain = tensor.detach().cpu().contiguous();
                stream.Write(plain.bytes);
            }
            stream.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path, overwrite: true);
    }

    private static byte[] Header(IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var header = new JsonObject();
        if (metadata is not null)
            header[SafetensorsHeader.MetadataKey] = new JsonObject(metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        long position = 0;
        foreach (var (name, tensor) in tensors)
        {
            var (format, size) = TensorFormat.Of(tensor.dtype);
            var end = position + tensor.NumberOfElements * size;
            header[name] = new JsonObject
            {
                ["dtype"] = format,
                ["shape"] = new JsonArray([.. tensor.shape.Select(side => (JsonNode)side)]),
                ["data_offsets"] = new JsonArray(position, end),
            };
            position = end;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = new byte[(json.Length + 7) / 8 * 8]; // tensors start aligned
        padded.AsSpan().Fill((byte)' ');
        json.CopyTo(padded, 0);
        return padded;
    }
}
