using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// Sums of tensors. TorchSharp's own <c>a + b</c> (and <c>add</c>, <c>add_</c> without a factor) makes a factor of one for each call and lets it be collected
/// while native code still reads it: "Expected false to be true … Scalar::toFloat", once in some ten thousand steps, or a wrong sum. Here the factor lasts for ever.
/// </summary>
internal static class Addition
{
    private static readonly Scalar One = 1;

    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    public static Tensor Plus(this Tensor x, Scalar kept) => x.add(kept, One);

    public static Tensor Add(this Tensor x, Tensor y) => x.add_(y, One);

    public static Tensor Add(this Tensor x, Scalar kept) => x.add_(kept, One);

    /// <summary>1 - x.</summary>
    public static Tensor Complement(this Tensor x) => x.negative().add(One, One);

    public static void Count(this Tensor counter) => counter.add_(One, One);
}
