using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// Numbers into libtorch and out of it, in one copy each: TorchSharp's own ways copy them once more on the way in, and walk through them one by one on the way
/// out.
/// </summary>
internal static class TensorValues
{
    public static Tensor ToTensor(this float[] values, params long[] shape)
    {
        var copy = empty(shape);
        MemoryMarshal.AsBytes<float>(values).CopyTo(copy.bytes);
        return copy;
    }

    /// <summary>Row by row, from whatever device.</summary>
    public static float[] ToFloats(this Tensor values)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(values.to(ScalarType.Float32).cpu().contiguous().bytes).ToArray();
    }
}
