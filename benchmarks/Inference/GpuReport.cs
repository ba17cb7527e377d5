using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks;

internal static class GpuReport
{
    public static void Say(GpuFigures figures, TrainedFigures trained, BatchingFigures batching, string device, bool json)
    {
        foreach (var row in figures.Rows)
            Output.Say(FormattableString.Invariant(
                $"RN101, 416 px, batch {row.Batch}    PyTorch {figures.Torch} {row.PeerImagesPerSecond,8:F1} images/s   ours {row.ImagesPerSecond,8:F1} images/s (p95 {row.P95Ms:F1} ms)   {row.Ratio:F2} x   {row.ShareOfPeak:P1} of {figures.PeakTeraflops:F0} Tflop/s"));
        Output.Say(FormattableString.Invariant($"""
            against float32 on the CPU  largest logit difference {figures.MaxLogitDifference:E1} of {figures.MaxLogit:F1}
            bundle in float16           {trained.P50Ms,8:F1} ms, IoU {trained.Iou:F5} (smallest {trained.SmallestIou:F5}) over {trained.Images} images against float32 on the CPU
            8 at once                   {batching.TogetherPerSecond:F1} images/s   one at a time {batching.AlonePerSecond:F1} images/s   {batching.Ratio:F2} x   p95 {batching.P95Ms:F1} ms
            """));
        if (json)
            Output.WriteJson(new { ratio = figures.Rows[0].Ratio, iou = trained.Iou, figures, bundle = trained, batching, device, load = MachineLoad.Average() });
    }
}
