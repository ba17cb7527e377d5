using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// Stores the largest matrices as bytes with one scale a row: half of half precision, to a 250th of a row's largest value.
/// The scale lies beside the tensor under its name with <see cref="ScaleSuffix"/>.
/// </summary>
internal static class RowQuantization
{
    public const string ScaleSuffix = ".row_scale";
    private const long Smallest = 500_000;
    private static readonly Scalar Levels = 127, Tiny = 1e-12;

    public static bool Fits(Tensor tensor) => tensor.dim() == 2 && tensor.NumberOfElements >= Smallest;

    public static (Tensor Bytes, Tensor Scales) Quantize(Tensor matrix)
    {
        var scales = matrix.abs().amax([1]).Plus(Tiny).div(Levels).to(ScalarType.Float32);
        return (matrix.to(ScalarType.Float32).div(scales.unsqueeze(1)).round().to(ScalarType.Int8), scales);
    }

    public static Tensor Restore(Tensor bytes, Tensor scales) => bytes.to(ScalarType.Float32).mul(scales.unsqueeze(1));
}
