using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Synthetic;

namespace CausalClipSeg.Benchmarks;

internal sealed record TrainedFigures(
    int Images, double Iou, double SmallestIou, double Ratio, double ReferenceP50Ms, double P50Ms, double Bfloat16Iou, double Bfloat16P50Ms);

/// <summary>The shipped bundle's masks through the product's code paths, held against the reference computation's masks.</summary>
internal static class TrainedMasks
{
    private const int Seed = 8;
    private const int CoarseImages = 10; // a CPU without bfloat16 takes seconds for each

    public static TrainedFigures Measure(ModelBundle bundle, int images, string device)
    {
        using var folder = new TemporaryFolder("inference");
        SyntheticDataset.Write(folder.Path, "valid", images, Seed);
        var inputs = SampleList.Read(folder.File("valid.jsonl")).Select(sample => new SegmentationInput(PngImage.ReadGray(sample.ImagePath), sample.Text)).ToArray();
        using var network = bundle.LoadNetwork();
        network.eval();
        var reference = new ReferenceSegmenter(network, bundle.LoadTokenizer(), bundle.Manifest.Preprocessing) { MirrorAveraging = bundle.Manifest.MirrorAveraging };
        using var ours = Segmenter.Load(bundle, new ComputeOptions { Device = device });
        using var coarse = Segmenter.Load(bundle, new ComputeOptions { Device = device, Precision = ComputePrecision.BFloat16 });
        var (theirs, mine, rounded) = (new BinaryMask[images], new BinaryMask[images], new BinaryMask[Math.Min(images, CoarseImages)]);
        var threshold = bundle.Manifest.Threshold;
        var (referenceMs, oursMs) = Pairs.Time(images,
            i => theirs[i] = reference.Segment(inputs[i]).Threshold(threshold), i => mine[i] = ours.Segment([inputs[i]])[0].Threshold(threshold));
        var (coarseMs, _) = Pairs.Time(rounded.Length, i => rounded[i] = coarse.Segment([inputs[i]])[0].Threshold(threshold), _ => { });
        var overlaps = theirs.Zip(mine, (a, b) => Overlap.Of(b, a, "mask").Iou).ToArray();
        return new TrainedFigures(images, overlaps.Average(), overlaps.Min(), Pairs.Percentile(referenceMs, 0.5) / Pairs.Percentile(oursMs, 0.5),
            Pairs.Percentile(referenceMs, 0.5), Pairs.Percentile(oursMs, 0.5),
            theirs.Zip(rounded, (a, b) => Overlap.Of(b, a, "mask").Iou).Average(), Pairs.Percentile(coarseMs, 0.5));
    }
}
