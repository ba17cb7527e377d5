using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// Stores large matrices and kernels as bytes with one scale a row (an output channel): half of half precision, to a 250th of a row's largest value.
/// The scale lies beside the tensor under its name with <see cref="ScaleSuffix"/>.
/// </summary>
internal static class RowQuantization
{
    public const string ScaleSuffix = ".row_scale";
    private const long Smallest = 65_536;
    private static readonly Scalar Levels = 127, Tiny = 1e-12;

    public static bool Fits(Tensor tensor) => tensor.is_floating_point() && tensor.dim() >= 2 && tensor.NumberOfElements >= Smallest;

    public static (Tensor Bytes, Tensor Scales) Quantize(Tensor matrix)
    {
        var rows = matrix.to(ScalarType.Float32).flatten(1);
        var scales = rows.abs().amax([1]).Plus(Tiny).div(Levels);
        return (rows.div(scales.unsqueeze(1)).round().to(ScalarType.Int8).reshape(matrix.shape), scales);
    }

    public static Tensor Restore(Tensor bytes, Tensor scales) => bytes.to(ScalarType.Float32).flatten(1).mul(scales.unsqueeze(1)).reshape(bytes.shape);
}
