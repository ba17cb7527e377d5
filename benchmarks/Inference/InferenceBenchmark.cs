using System.CommandLine;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks;

/// <summary>
/// The network's speed against the reference computation on the same libtorch and threads, interleaved in one run; how far the answers
/// differ; what batches bring; and, in processes of their own, the memory that answering takes.
/// </summary>
internal static class InferenceBenchmark
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Few repetitions." };
        var json = CommonOptions.Json();
        var bundle = CommonOptions.Bundle();
        var device = new Option<string>("--device") { Description = "cpu: against the reference computation; cuda: against the reference network in eager PyTorch.", DefaultValueFactory = _ => "cpu" };
        var memory = new Option<string?>("--memory-of") { Hidden = true };
        var images = new Option<int>("--images") { Hidden = true };
        var command = new Command("inference", "Throughput against the reference computation, IoU of the masks, micro-batching, memory.") { quick, json, bundle, device, memory, images };
        command.SetAction(parsed =>
        {
            var folder = CommonOptions.BundleFolder(parsed.GetValue(bundle));
            if (parsed.GetValue(memory) is { } subject)
                Output.WriteJson(MemoryOfAnswering.Measure(subject, folder, parsed.GetValue(images)));
            else if (parsed.GetValue(device)! is var place && place != "cpu")
                GpuReport.Say(GpuSpeed.Measure(place, turns: parsed.GetValue(quick) ? 3 : 10), TrainedMasks.Measure(ModelBundle.Load(folder), images: 50, place),
                    MicroBatching.Measure(ModelBundle.Load(folder), rounds: 20, place), place, parsed.GetValue(json));
            else
                Report(Measure(ModelBundle.Load(folder), parsed.GetValue(quick)), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static InferenceFigures Measure(ModelBundle bundle, bool quick)
    {
        var large = Rn101Speed.Measure(pairs: quick ? 2 : 10);
        var trained = TrainedMasks.Measure(bundle, images: 50, "cpu");
        var batching = MicroBatching.Measure(bundle, rounds: quick ? 5 : 20, "cpu");
        var sharing = SharedPicture.Measure(bundle, rounds: quick ? 5 : 20);
        var stable = MemoryOfAnswering.InOwnProcess("bundle", bundle.Folder, quick ? 100 : 1000);
        var peak = MemoryOfAnswering.InOwnProcess("rn101", bundle.Folder, quick ? 2 : 10);
        return new InferenceFigures(large, trained, batching, sharing, stable, peak);
    }

    private static void Report(InferenceFigures figures, bool json)
    {
        var (large, trained, batching, sharing, stable, peak) = figures;
        Output.Say(FormattableString.Invariant($"""
            RN101, 416 px, batch 1    reference {large.ReferenceP50Ms,8:F0} ms   ours {large.P50Ms,8:F0} ms (p95 {large.P95Ms:F0})   {large.Ratio:F2} x   largest logit difference {large.MaxLogitDifference:E1} of {large.MaxLogit:F1}
            shipped bundle            reference {trained.ReferenceP50Ms,8:F1} ms   ours {trained.P50Ms,8:F1} ms   {trained.Ratio:F2} x   IoU {trained.Iou:F5} over {trained.Images} images
            the same in bfloat16      IoU {trained.Bfloat16Iou:F5}, {trained.Bfloat16P50Ms:F1} ms
            8 at once                 {batching.TogetherPerSecond:F1} images/s   one at a time {batching.AlonePerSecond:F1} images/s   {batching.Ratio:F2} x   p95 {batching.P95Ms:F0} ms
            {sharing.Sentences} sentences, 1 picture    one at a time {sharing.AloneMs,8:F1} ms   ours {sharing.TogetherMs,8:F1} ms   {sharing.Ratio:F2} x
            memory, bundle            {stable.StartMb:F0} MB after warm-up, {stable.EndMb:F0} MB after {stable.Images} images ({stable.GrowthPercent:F1} %)
            memory, RN101             peak {peak.PeakMb:F0} MB
            load of the machine       {MachineLoad.Average()} (1 min)
            """));
        if (json)
            Output.WriteJson(new
            {
                large.Ratio, trained.Iou, imagesPerSecond = 1000 / large.P50Ms, large.P50Ms, large.P95Ms, peakRssMb = peak.PeakMb, device = "cpu",
                large.MaxLogitDifference, large.MaxLogit, bundle = trained, batching, sharing, memory = stable, load = MachineLoad.Average(),
            });
    }
}

internal sealed record InferenceFigures(Rn101Figures Large, TrainedFigures Trained, BatchingFigures Batching, SharingFigures Sharing, MemoryFigures Stable, MemoryFigures Peak);
