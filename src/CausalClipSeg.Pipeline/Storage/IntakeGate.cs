using System.Globalization;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Storage;

/// <summary>
/// Back-pressure at the doors: below the disk's or above the memory's watermark nothing more is taken, and the sender gets its protocol's own word for "later".
/// What has been taken is still worked off.
/// </summary>
public sealed partial class IntakeGate(IOptions<StorageOptions> options, TimeProvider clock, ILogger<IntakeGate> log)
{
    private const long Megabyte = 1L << 20;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private long _lookedAt;
    private string? _closed;
    private string? _warned;

    /// <returns>Null when the doors are open, else the sentence for the sender.</returns>
    public string? WhyClosed()
    {
        lock (_gate)
        {
            if (_lookedAt != 0 && clock.GetElapsedTime(_lookedAt) < Fresh)
                return _closed;
            _lookedAt = clock.GetTimestamp();
            var free = new DriveInfo(Path.GetFullPath(options.Value.Root)).AvailableFreeSpace;
            var closed = DiskIsFull(free) ?? MemoryIsFull();
            Tell(closed ?? DiskGetsFull(free));
            return _closed = closed;
        }
    }

    private string? DiskIsFull(long free) => free < options.Value.RefuseFreeMegabytes * Megabyte
        ? string.Create(CultureInfo.InvariantCulture, $"Only {free / Megabyte} MB are free below Storage:Root; nothing is taken below Storage:RefuseFreeMegabytes ({options.Value.RefuseFreeMegabytes}). Send it again later.")
        : null;

    private string? DiskGetsFull(long free) => free < options.Value.WarnFreeMegabytes * Megabyte
        ? string.Create(CultureInfo.InvariantCulture, $"{free / Megabyte} MB are free below Storage:Root; intake stops at {options.Value.RefuseFreeMegabytes} MB. Make room.")
        : null;

    private string? MemoryIsFull()
    {
        var limit = options.Value.MemoryMegabytes > 0 ? options.Value.MemoryMegabytes * Megabyte : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 100 * 90;
        var used = Environment.WorkingSet;
        return used > limit
            ? string.Create(CultureInfo.InvariantCulture, $"This process uses {used / Megabyte} MB of memory, more than its watermark of {limit / Megabyte} MB. Send it again later.")
            : null;
    }

    /// <summary>Each change of the situation once.</summary>
    private void Tell(string? situation)
    {
        var kind = situation?[..Math.Min(12, situation.Length)];
        if (kind == _warned)
            return;
        _warned = kind;
        if (situation is null)
            Over();
        else
            Scarce(situation);
    }

    [LoggerMessage(EventId = 141, Level = LogLevel.Warning, Message = "{Situation}")]
    private partial void Scarce(string situation);

    [LoggerMessage(EventId = 142, Level = LogLevel.Information, Message = "Disk and memory are below their watermarks again.")]
    private partial void Over();
}
