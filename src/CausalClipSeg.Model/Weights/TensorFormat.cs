using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>The element types of a safetensors file and their sizes.</summary>
internal static class TensorFormat
{
    private static readonly (string Name, ScalarType Type, int Size)[] Known =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    public static string Names => string.Join(", ", Known.Select(format => format.Name));

    public static bool TryParse(string name, out ScalarType type, out int size)
    {
        var found = Known.FirstOrDefault(format => format.Name == name);
        (type, size) = (found.Type, found.Size);
        return found.Name is not null;
    }

    public static (string Name, int Size) Of(ScalarType type)
    {
        var (name, _, size) = Known.First(format => format.Type == type);
        return (name, size);
    }
}
