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
    private readonly Tensor[] _mixtures; // for each row of the kernel: Nhw(sO)
    private readonly int _batch, _small, _height, _width, _channels;
    private readonly BilinearTap[] _down, _across;

    /// <param name="x">NIhw, float32, on the CPU.</param>
    /// <param name="weight">OI33; <see cref="Serve"/> tells which O can be.</param>
    /// <param name="bias">O.</param>
    public EnlargedRows(Tensor x, Tensor weight, Tensor bias, int factor)
    {
        (_batch, _small, _channels) = ((int)x.shape[0], (int)x.shape[3], (int)weight.shape[0]);
        (_height, _width) = ((int)x.shape[2] * factor, _small * factor);
        (_down, _across) = (BilinearTap.Of((int)x.shape[2], factor), BilinearTap.Of(_small, factor));
        var taps = weight.permute(2, 3, 0, 1).reshape(Taps, Taps * _channels, weight.shape[1], 1, 1); // OIrs -> r(sO)I
        var middle = zeros(Taps, Taps, _channels); // the middle tap is never in the padding, so it can carry the bias
        middle[Taps / 2, Taps / 2] = bias;
        var input = ConvBlock.ChannelsLast(x);
        _mixtures = [.. Enumerable.Range(0, Taps).Select(r => nn.functional.conv2d(input, taps[r], middle[r].reshape(-1)).permute(0, 2, 3, 1).contiguous())];
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

    private void ForEachRow(RowAction action)
    {
        var rows = _batch * _height;
        var starts = Array.ConvertAll(_mixtures, tensor => (nint)Address(tensor));
        Parallel.For(0, (rows + RowsAtOnce - 1) / RowsAtOnce, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() },
            () => (Narrow: ArrayPool<float>.Shared.Rent(_small * Taps * _channels), Wide: ArrayPool<float>.Shared.Rent(_width * _channels)),
            (block, _, buffers) =>
            {
                for (var at = block * RowsAtOnce; at < Math.Min(rows, (block + 1) * RowsAtOnce); at++)
                {
                    var (image, row) = Math.DivRem(at, _height);
                    fixed (float* narrow = buffers.Narrow, wide = buffers.Wide)
                    {
                        Collect(starts, image, row, narrow);
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

    /// <summary>Down the picture: three times hw(sO) to w(sO).</summary>
    private void Collect(nint[] starts, int image, int row, float* narrow)
    {
        var line = _small * Taps * _channels;
        var taps = stackalloc Run[Taps];
        for (var tap = 0; tap < Taps; tap++)
            taps[tap] = new Run((float*)starts[tap] + image * _mixtures[tap].stride(0), line, _down[row * Taps + tap]);
        Blend(taps, line, float.NegativeInfinity, narrow);
    }

    /// <summary>Across the picture, and the ReLU: w(sO) to WO.</summary>
    private void Widen(float* narrow, float* wide)
    {
        var taps = stackalloc Run[Taps];
        for (var x = 0; x < _width; x++)
        {
            for (var tap = 0; tap < Taps; tap++)
                taps[tap] = new Run(narrow + tap * _channels, Taps * _channels, _across[x * Taps + tap]);
            Blend(taps, _channels, 0, wide + x * _channels);
        }
    }

    /// <summary>The weighted sum of three taps' runs, and nothing less than a floor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blend(Run* taps, int length, float floor, float* into)
    {
        var (a, b, c) = (taps[0], taps[1], taps[2]);
        Vector<float> a0 = new(a.LowShare), b0 = new(b.LowShare), c0 = new(c.LowShare), a1 = new(a.HighShare), b1 = new(b.HighShare), c1 = new(c.HighShare), least = new(floor);
        for (var i = 0; i < length; i += Vector<float>.Count)
        {
            var (low, high) = (Vector.Load(a.Low + i) * a0, Vector.Load(a.High + i) * a1);
            (low, high) = (Vector.FusedMultiplyAdd(Vector.Load(b.Low + i), b0, low), Vector.FusedMultiplyAdd(Vector.Load(b.High + i), b1, high));
            (low, high) = (Vector.FusedMultiplyAdd(Vector.Load(c.Low + i), c0, low), Vector.FusedMultiplyAdd(Vector.Load(c.High + i), c1, high));
            Vector.Max(low + high, least).Store(into + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(ReadOnlySpan<float> pixels, ReadOnlySpan<float> vector, Span<float> products)
    {
        ref var pixel = ref MemoryMarshal.GetReference(pixels);
        ref var factor = ref MemoryMarshal.GetReference(vector);
        for (var x = 0; x < products.Length; x++, pixel = ref Unsafe.Add(ref pixel, vector.Length))
        {
            var sum = Vector<float>.Zero;
            for (nuint i = 0; i < (nuint)vector.Length; i += (nuint)Vector<float>.Count)
                sum = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref pixel, i), Vector.LoadUnsafe(ref factor, i), sum);
            products[x] = Vector.Sum(sum);
        }
    }

    private static float* Address(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    /// <summary>The two runs that one tap reads, and what each counts.</summary>
    private readonly struct Run(float* first, int length, BilinearTap tap)
    {
        public readonly float* Low = first + (long)tap.Low * length, High = first + (long)tap.High * length;
        public readonly float LowShare = tap.LowShare, HighShare = tap.HighShare;
    }
}
