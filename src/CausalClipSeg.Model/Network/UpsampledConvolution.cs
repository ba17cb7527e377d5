using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// A 3x3 convolution of a bilinearly enlarged map, computed without ever making that map: the channels are mixed at the small size,
/// where it is cheap, and enlarging and shifting become two matrix products. The same function, at a fraction of the work.
/// </summary>
internal sealed class UpsampledConvolution(int factor)
{
    private const int Kernel = BilinearTap.Taps;
    private readonly ConcurrentDictionary<(long Size, ScalarType Type, string Device), Tensor> _matrices = new();

    public Tensor Forward(Tensor x, Tensor weight)
    {
        var (batch, channels, rows, columns) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var output = weight.shape[0];
        var taps = weight.permute(0, 2, 3, 1).reshape(output * Kernel * Kernel, channels); // OIrs -> (Ors)I
        var mixed = taps.matmul(x.reshape(batch, channels, rows * columns)) // N(Ors)(HW)
            .reshape(batch, output, Kernel, Kernel, rows, columns).permute(0, 1, 2, 4, 3, 5) // NOrsHW -> NOrHsW
            .reshape(batch * output * Kernel * rows, Kernel * columns);
        var widened = mixed.matmul(Matrix(columns, x).t()) // (NOrH)(sW) -> (NOrH)W'
            .reshape(batch * output, Kernel * rows, columns * factor);
        var tall = Matrix(rows, x).unsqueeze(0).expand(batch * output, rows * factor, Kernel * rows);
        return bmm(tall, widened).reshape(batch, output, rows * factor, columns * factor);
    }

    /// <summary>Enlarges by interpolation and shifts by each tap at once: (size*factor) x (taps*size).</summary>
    private Tensor Matrix(long size, Tensor like) =>
        _matrices.GetOrAdd((size, like.dtype, like.device.ToString()), _ => Build((int)size).to(like.dtype).to(like.device).DetachFromDisposeScope());

    private Tensor Build(int size)
    {
        var (large, taps) = (size * factor, BilinearTap.Of(size, factor));
        var values = new float[large * Kernel * size];
        for (var tap = 0; tap < Kernel; tap++)
            for (var at = 0; at < large; at++)
            {
                var (source, row) = (taps[at * Kernel + tap], (at * Kernel + tap) * size);
                values[row + source.Low] += source.LowShare;
                values[row + source.High] += source.HighShare;
            }
        return tensor(values, [large, Kernel * size]);
    }
}
