using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Reads processor, memory, GPU and disk of the machine that the page comes from.</summary>
internal sealed class Machine(IOptions<StorageOptions> storage, TimeProvider clock)
{
    private static readonly TimeSpan DriverPatience = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private (long At, TimeSpan Used)? _last;
    private bool _hasNoGpu;

    public async Task<MachineReading> ReadAsync(CancellationToken cancellation)
    {
        var root = Path.GetFullPath(storage.Value.Root);
        var disk = new DriveInfo(root);
        var memory = File.Exists("/proc/meminfo") ? await File.ReadAllLinesAsync("/proc/meminfo", cancellation).ConfigureAwait(false) : [];
        var load = File.Exists("/proc/loadavg") ? await File.ReadAllTextAsync("/proc/loadavg", cancellation).ConfigureAwait(false) : "0";
        return new MachineReading(
            Environment.ProcessorCount, ProcessCpu(), double.Parse(load.Split(' ')[0], CultureInfo.InvariantCulture), Environment.WorkingSet,
            Memory(memory, "MemTotal:"), Memory(memory, "MemAvailable:"), root, disk.TotalSize, disk.AvailableFreeSpace, await GpusAsync(cancellation).ConfigureAwait(false));
    }

    /// <summary>Share of all cores since the reading before; null at the first.</summary>
    private double? ProcessCpu()
    {
        lock (_lock)
        {
            var (at, used) = (clock.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var share = _last is { } last && clock.GetElapsedTime(last.At, at) is { TotalMilliseconds: > 100 } passed
                ? (used - last.Used) / passed / Environment.ProcessorCount
                : (double?)null;
            _last = (at, used);
            return share;
        }
    }

    private static long Memory(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
            : 0;

    /// <summary>As NVIDIA's driver tells; a machine without one is asked once.</summary>
    private async Task<IReadOnlyList<GpuReading>> GpusAsync(CancellationToken cancellation)
    {
        if (_hasNoGpu)
            return [];
        var start = new ProcessStartInfo("nvidia-smi") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--query-gpu=name,utilization.gpu,memory.used,memory.total");
        start.ArgumentList.Add("--format=csv,noheader,nounits");
        try
        {
            using var asked = Process.Start(start);
            if (asked is null)
                return [];
            var answer = await asked.StandardOutput.ReadToEndAsync(cancellation).WaitAsync(DriverPatience, cancellation).ConfigureAwait(false);
            return [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(", ")).Where(parts => parts.Length == 4).Select(parts =>
                new GpuReading(parts[0], Whole(parts[1]), Whole(parts[2]), Whole(parts[3])))];
        }
        catch (Win32Exception)
        {
            _hasNoGpu = true;
            return [];
        }
        catch (TimeoutException)
        {
            return [];
        }
    }

    private static int Whole(string text) => int.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
