using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>What the reference network was asked, checked against the network that is asked the same: libtorch would end in a trace of its own.</summary>
internal static class ReferenceQuestion
{
    private const int Channels = 3, Stride = 32;

    public static (Tensor Image, Tensor Tokens) Read(SafetensorsFile reference, NetworkGeometry geometry)
    {
        var (image, tokens) = (reference.Read("image"), reference.Read("tokens"));
        if (image.dtype != ScalarType.Float32 || image.shape is not [> 0, Channels, > 0, > 0] || image.shape[2] % Stride != 0 || image.shape[3] % Stride != 0)
            throw Bad(reference, "image", image, $"pictures of float32, [pictures, {Channels}, rows, columns], with sides that {Stride} divides");
        if (tokens.dtype != ScalarType.Int64 || tokens.shape is not [var rows, > 0 and var length] || rows != image.shape[0] || length > geometry.ContextLength)
            throw Bad(reference, "tokens", tokens, $"a row of at most {geometry.ContextLength} int64 for each picture");
        if (tokens.min().item<long>() < 0 || tokens.max().item<long>() >= geometry.Vocabulary)
            throw new WeightsException($"{reference.Path}: tokens holds {tokens.min().item<long>()} to {tokens.max().item<long>()}, the network knows 0 to {geometry.Vocabulary - 1}.");
        return (image, tokens);
    }

    /// <summary>The masks that the reference's gradients are about.</summary>
    public static Tensor Target(SafetensorsFile reference, Tensor answer)
    {
        var target = reference.Read("target");
        return target.dtype == answer.dtype && target.shape.SequenceEqual(answer.shape)
            ? target
            : throw Bad(reference, "target", target, $"{answer.dtype}, [{string.Join(", ", answer.shape)}], as the network answers");
    }

    private static WeightsException Bad(SafetensorsFile reference, string name, Tensor tensor, string needed) =>
        new($"{reference.Path}: {name} is {tensor.dtype}, [{string.Join(", ", tensor.shape)}]; needed are {needed}.");
}
