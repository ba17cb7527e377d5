using System.Globalization;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Operations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Reads processor, memory, GPU and disk of the machine that the page comes from.</summary>
internal sealed class Machine(IOptions<StorageOptions> storage, NvidiaDriver gpus, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private (long At, TimeSpan Used)? _last;

    public async Task<MachineReading> ReadAsync(CancellationToken cancellation)
    {
        var root = Path.GetFullPath(storage.Value.Root);
        var disk = new DriveInfo(root);
        var memory = File.Exists("/proc/meminfo") ? await File.ReadAllLinesAsync("/proc/meminfo", cancellation).ConfigureAwait(false) : [];
        var load = File.Exists("/proc/loadavg") ? await File.ReadAllTextAsync("/proc/loadavg", cancellation).ConfigureAwait(false) : "0";
        return new MachineReading(
            Environment.ProcessorCount, ProcessCpu(), double.Parse(load.Split(' ')[0], CultureInfo.InvariantCulture), Environment.WorkingSet,
            Memory(memory, "MemTotal:"), Memory(memory, "MemAvailable:"), root, disk.TotalSize, disk.AvailableFreeSpace, await gpus.ReadAsync(cancellation).ConfigureAwait(false));
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
}
