using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// ReLU of a 3x3 convolution of a bilinearly enlarged map, a row at a time on a CPU. libtorch mixes the channels at the small size, once for each of the nine
/// taps; a row of the answer is then a sum of six rows of the mixtures, and a pixel a sum of six of its pixels. The same function as
/// <see cref="UpsampledConvolution"/>, without its matrices, which are mostly zeros, and without the large map: only a few rows of it exist at a time.
/// </summary>
internal sealed unsafe class EnlargedRows
{
    private const int Taps = BilinearTap.Taps;
    private const int RowsAtOnce = 8;
    private readonly Tensor _mixed;
    private readonly int _batch, _height, _width, _small, _channels;
    private readonly BilinearTap[] _down, _across;

    /// <param name="x">NIhw, float32, on the CPU.</param>
    /// <param name="weight">OI33; <see cref="Serve"/> tells which O can be.</param>
    /// <param name="bias">O.</param>
    public EnlargedRows(Tensor x, Tensor weight, Tensor bias, int factor)
    {
        var (output, channels) = (weight.shape[0], weight.shape[1]);
        var mixing = weight.permute(2, 3, 0, 1).reshape(Taps * Taps * output, channels, 1, 1); // OIrs -> (rsO)I
        var middle = zeros(Taps * Taps, output); // the middle tap is never in the padding, so it can carry the bias
        middle[Taps * Taps / 2] = bias;
        _mixed = nn.functional.conv2d(ConvBlock.ChannelsLast(x), mixing, middle.reshape(-1)).permute(0, 2, 3, 1).contiguous(); // N(rsO)hw -> Nhw(rsO)
        (_batch, _small, _channels) = ((int)x.shape[0], (int)x.shape[3], (int)output);
        (_height, _width) = ((int)x.shape[2] * factor, _small * factor);
        (_down, _across) = (BilinearTap.Of((int)x.shape[2], factor), BilinearTap.Of(_small, factor));
    }

    private delegate void RowAction(int image, int row, ReadOnlySpan<float> pixels);

    /// <summary>Whether rows can be computed here: pixels are taken apart into whole vectors.</summary>
    public static bool Serve(Tensor x, long output) => x.device.type == DeviceType.CPU && x.dtype == ScalarType.Float32 && output % Vector<float>.Count == 0;

    /// <returns>NOHW in channels-last order.</returns>
    public Tensor Activations()
    {
        var all = empty(_batch, _height, _width, _channels);
        var (into, length) = ((nint)Address(all), _width * _channels);
        ForEachRow((image, row, pixels) => pixels.CopyTo(new Span<float>((float*)into + ((long)image * _height + row) * length, length)));
        return all.permute(0, 3, 1, 2);
    }

    /// <summary>The products of every pixel with vectors of its own image, without ever keeping the pixels.</summary>
    /// <param name="vectors">NKO: K vectors for each image.</param>
    /// <returns>NKHW.</returns>
    public Tensor Products(Tensor vectors)
    {
        var (count, size, kept) = ((int)vectors.shape[1], (long)_height * _width, vectors.contiguous());
        var maps = empty(_batch, count, _height, _width);
        var (from, into) = ((nint)Address(kept), (nint)Address(maps));
        ForEachRow((image, row, pixels) =>
        {
            for (var k = (long)image * count; k < ((long)image + 1) * count; k++)
                Multiply(pixels, new ReadOnlySpan<float>((float*)from + k * _channels, _channels), new Span<float>((float*)into + k * size + (long)row * _width, _width));
        });
        GC.KeepAlive(kept);
        return maps;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(ReadOnlySpan<float> pixels, ReadOnlySpan<float> vector, Span<float> products)
    {
        ref var pixel = ref MemoryMarshal.GetReference(pixels);
        ref var factor = ref MemoryMarshal.GetReference(vector);
        for (var x = 0; x < products.Length; x++)
        {
            var (sum, next) = (Vector<float>.Zero, Vector<float>.Zero);
            var i = 0;
            for (; i <= vector.Length - 2 * Vector<float>.Count; i += 2 * Vector<float>.Count)
            {
                sum = Vector.FusedMultiplyAdd(Load(ref pixel, i), Load(ref factor, i), sum);
                next = Vector.FusedMultiplyAdd(Load(ref pixel, i + Vector<float>.Count), Load(ref factor, i + Vector<float>.Count), next);
            }
            if (i < vector.Length)
                sum = Vector.FusedMultiplyAdd(Load(ref pixel, i), Load(ref factor, i), sum);
            products[x] = Vector.Sum(sum + next);
            pixel = ref Unsafe.Add(ref pixel, vector.Length);
        }
    }

    private void ForEachRow(RowAction action)
    {
        var (mixtures, rows) = ((nint)Address(_mixed), _batch * _height);
        Parallel.For(0, (rows + RowsAtOnce - 1) / RowsAtOnce, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() },
            () => (Narrow: ArrayPool<float>.Shared.Rent(_small * Taps * _channels), Wide: ArrayPool<float>.Shared.Rent(_width * _channels)),
            (block, _, buffers) =>
            {
                for (var at = block * RowsAtOnce; at < Math.Min(rows, (block + 1) * RowsAtOnce); at++)
                {
                    var (image, row) = Math.DivRem(at, _height);
                    fixed (float* narrow = buffers.Narrow, wide = buffers.Wide)
                    {
                        Collect((float*)mixtures + image * _mixed.stride(0), row, narrow);
                        Widen(narrow, wide);
                    }
                    action(image, row, buffers.Wide.AsSpan(0, _width * _channels));
                }
                return buffers;
            },
            buffers =>
            {
                ArrayPool<float>.Shared.Return(buffers.Narrow);
                ArrayPool<float>.Shared.Return(buffers.Wide);
            });
    }

    /// <summary>Down the picture: hw(rsO) to w(sO).</summary>
    private void Collect(float* mixtures, int row, float* narrow)
    {
        var (run, pixel) = (Taps * _channels, Taps * Taps * _channels);
        var taps = _down.AsSpan(row * Taps, Taps);
        for (var x = 0; x < _small; x++)
            Blend(mixtures + (long)x * pixel, taps, (long)_small * pixel, run, float.NegativeInfinity, narrow + x * run);
    }

    /// <summary>Across the picture, and the ReLU: w(sO) to WO.</summary>
    private void Widen(float* narrow, float* wide)
    {
        for (var x = 0; x < _width; x++)
            Blend(narrow, _across.AsSpan(x * Taps, Taps), Taps * _channels, _channels, 0, wide + x * _channels);
    }

    /// <summary>The weighted sum of six runs, two for each tap, and nothing less than a floor.</summary>
    /// <param name="place">From one place of the small side to the next.</param>
    /// <param name="length">Of a run, and from one tap's to the next one's.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blend(float* from, ReadOnlySpan<BilinearTap> taps, long place, int length, float floor, float* into)
    {
        var (a, b, c) = (taps[0], taps[1], taps[2]);
        float* a0 = from + a.Low * place, b0 = from + b.Low * place + length, c0 = from + c.Low * place + 2 * length;
        float* a1 = from + a.High * place, b1 = from + b.High * place + length, c1 = from + c.High * place + 2 * length;
        Vector<float> wa0 = new(a.LowShare), wb0 = new(b.LowShare), wc0 = new(c.LowShare), wa1 = new(a.HighShare), wb1 = new(b.HighShare), wc1 = new(c.HighShare), least = new(floor);
        for (var i = 0; i < length; i += Vector<float>.Count)
        {
            var (low, high) = (Vector.Load(a0 + i) * wa0, Vector.Load(a1 + i) * wa1);
            (low, high) = (Vector.FusedMultiplyAdd(Vector.Load(b0 + i), wb0, low), Vector.FusedMultiplyAdd(Vector.Load(b1 + i), wb1, high));
            (low, high) = (Vector.FusedMultiplyAdd(Vector.Load(c0 + i), wc0, low), Vector.FusedMultiplyAdd(Vector.Load(c1 + i), wc1, high));
            Vector.Max(low + high, least).Store(into + i);
        }
    }

    private static Vector<float> Load(ref float from, int at) => Vector.LoadUnsafe(ref from, (nuint)at);

    private static float* Address(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
