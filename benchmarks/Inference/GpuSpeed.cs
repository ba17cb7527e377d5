using System.Diagnostics;
using CausalClipSeg.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Benchmarks;

internal sealed record GpuSpeedRow(int Batch, double Ratio, double PeerImagesPerSecond, double ImagesPerSecond, double P95Ms, double ShareOfPeak);

internal sealed record GpuFigures(string Torch, double PeakTeraflops, double MaxLogitDifference, double MaxLogit, IReadOnlyList<GpuSpeedRow> Rows);

/// <summary>
/// The paper's geometry on a GPU against the reference network in eager PyTorch: same weights, same card, in turns; pictures come from
/// the host and probabilities go back to it on both sides.
/// </summary>
internal static class GpuSpeed
{
    private const int InputSize = 416, PeakSide = 8192, PeakRounds = 20;
    private static readonly int[] Batches = [1, 8];

    public static GpuFigures Measure(string device, int turns)
    {
        using var folder = new TemporaryFolder("gpu");
        using var network = Rn101Speed.Network();
        var weights = folder.File("rn101.safetensors");
        SafetensorsWriter.Write(weights, network.state_dict());
        var reference = new ReferenceSegmenter(network, Rn101Speed.Tokenizer(), new Preprocessing { InputSize = InputSize });
        var input = Rn101Speed.Picture(0);
        using var expected = reference.Logits(input);
        using var ours = Rn101Speed.Ours(network, ComputeTarget.Choose(new ComputeOptions { Device = device }, learning: false));
        var difference = LogitDifference(ours.Segment([input])[0], expected);
        var (torch, rows, peak) = ("", new List<GpuSpeedRow>(), Peak(device));
        foreach (var batch in Batches)
        {
            using var peer = new EagerPyTorch("answer", new { network.Geometry, device, weights, side = InputSize, batch, words = network.Geometry.WordLength, threads = Environment.ProcessorCount });
            rows.Add(Row(ours, peer, network.Geometry, batch, turns, peak));
            torch = peer.Version;
        }
        return new GpuFigures(torch, peak, difference, expected.abs().max().item<float>(), rows);
    }

    private static GpuSpeedRow Row(Segmenter ours, EagerPyTorch peer, NetworkGeometry geometry, int batch, int turns, double peak)
    {
        const int each = 10;
        var inputs = Enumerable.Range(0, batch).Select(Rn101Speed.Picture).ToArray();
        peer.Seconds(each);
        Seconds();
        var pairs = Enumerable.Range(0, turns).Select(_ => (Peer: peer.Seconds(each), Ours: Seconds())).ToArray();
        var calls = Enumerable.Range(0, each * turns).Select(_ => Stopwatch.GetTimestamp() is var begun && ours.Segment(inputs).Count > 0 ? Stopwatch.GetElapsedTime(begun).TotalMilliseconds : 0);
        var (theirs, mine) = (each * batch / Pairs.Percentile(pairs.Select(pair => pair.Peer), 0.5), each * batch / Pairs.Percentile(pairs.Select(pair => pair.Ours), 0.5));
        return new GpuSpeedRow(batch, Pairs.Percentile(pairs.Select(pair => pair.Peer / pair.Ours), 0.5), theirs, mine, Pairs.Percentile(calls, 0.95),
            mine * NetworkWork.Operations(geometry, InputSize) / 1e12 / peak);

        double Seconds()
        {
            var begun = Stopwatch.GetTimestamp();
            for (var i = 0; i < each; i++)
                ours.Segment(inputs);
            return Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }
    }

    /// <summary>Logits of probabilities, where float32 still tells them apart.</summary>
    private static double LogitDifference(ProbabilityMap map, Tensor expected)
    {
        using var scope = NewDisposeScope();
        return (tensor(map.ToPixels(), expected.shape).logit(1e-7) - expected).abs().max().item<float>();
    }

    /// <summary>What the card reaches in a large product of float16 matrices, in 10^12 operations a second.</summary>
    private static double Peak(string device)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn(PeakSide, PeakSide, ScalarType.Float16, device), randn(PeakSide, PeakSide, ScalarType.Float16, device));
        Multiply();
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < PeakRounds; i++)
            Multiply();
        return 2.0 * PeakSide * PeakSide * PeakSide * PeakRounds / Stopwatch.GetElapsedTime(begun).TotalSeconds / 1e12;

        void Multiply()
        {
            using var product = a.matmul(b);
            cuda.synchronize();
        }
    }
}
