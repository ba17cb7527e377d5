using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CausalClipSeg.Model;

namespace CausalClipSeg.Benchmarks;

internal sealed record MemoryFigures(int Images, double StartMb, double EndMb, double PeakMb)
{
    public double GrowthPercent => (EndMb / StartMb - 1) * 100;
}

/// <summary>Resident memory of a process that does nothing but answer; measured in a process of its own.</summary>
internal static class MemoryOfAnswering
{
    private const int WarmUp = 100;
    private const double Megabyte = 1024 * 1024;
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public static MemoryFigures InOwnProcess(string subject, string bundle, int images)
    {
        string[] arguments = ["inference", "--memory-of", subject, "--bundle", bundle, "--images", images.ToString(CultureInfo.InvariantCulture)];
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        var answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? JsonSerializer.Deserialize<MemoryFigures>(answer, Format)!
            : throw new InvalidOperationException($"The process that measures the memory of {subject} ended with exit code {child.ExitCode}.");
    }

    public static MemoryFigures Measure(string subject, string bundle, int images)
    {
        using var segmenter = subject == "rn101" ? Rn101Speed.Ours(Rn101Speed.Network()) : Segmenter.Load(ModelBundle.Load(bundle), new ComputeOptions { Device = "cpu" });
        var inputs = Enumerable.Range(0, 8).Select(i => subject == "rn101" ? Rn101Speed.Picture(i) : MicroBatching.Question(i)).ToArray();
        Answer(Math.Min(WarmUp, images));
        var start = Resident();
        Answer(images);
        return new MemoryFigures(images, start, Resident(), Peak());

        void Answer(int count)
        {
            for (var i = 0; i < count; i++)
                segmenter.Segment([inputs[i % inputs.Length]]);
        }
    }

    private static double Resident()
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64 / Megabyte;
    }

    private static double Peak()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / Megabyte;
    }
}
