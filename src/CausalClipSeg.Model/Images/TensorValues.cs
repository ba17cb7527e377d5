using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>A tensor's numbers out of libtorch, in one copy: TorchSharp's own accessor walks through them one by one (88 ms for a radiograph instead of 5).</summary>
internal static class TensorValues
{
    /// <summary>Row by row, from whatever device.</summary>
    public static float[] ToFloats(this Tensor values)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(values.to(ScalarType.Float32).cpu().contiguous().bytes).ToArray();
    }
}
