using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CausalClipSeg.Model;

namespace CausalClipSeg.Benchmarks;

/// <summary>Means over the first and the last quarter of the readings.</summary>
internal sealed record MemoryFigures(int Images, double StartMb, double EndMb, double PeakMb)
{
    public double GrowthPercent => (EndMb / StartMb - 1) * 100;
}

/// <summary>Resident memory of a process that does nothing but answer; measured in a process of its own.</summary>
internal static class MemoryOfAnswering
{
    private const int WarmUp = 100, Readings = 20; // a single reading moves by tens of megabytes with what the collector holds at that moment
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
        var readings = new double[Math.Min(Readings, images)];
        for (var i = 0; i < readings.Length; i++)
        {
            Answer(images / readings.Length);
            readings[i] = Resident();
        }
        var quarter = (readings.Length + 3) / 4;
        return new MemoryFigures(images, readings[..quarter].Average(), readings[^quarter..].Average(), Peak());

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
