using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Operations;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>How the whole stands at one moment.</summary>
public sealed record HealthView
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Cases that came to an end in each of the last sixty minutes, the oldest first.</summary>
    public required IReadOnlyList<int> FinishedByMinute { get; init; }

    public required IReadOnlyList<LatencyLine> Latencies { get; init; }

    /// <summary>How many of the newest cases the latencies are taken from.</summary>
    public required int Sample { get; init; }

    public required IReadOnlyList<QueueLine> Queues { get; init; }

    public required IReadOnlyList<DestinationLine> Destinations { get; init; }

    public required IReadOnlyList<DriftReading> Drift { get; init; }

    /// <summary>What was refused at the doors of late, the newest first; no payload, only the reason.</summary>
    public required IReadOnlyList<RefusalLine> Refusals { get; init; }

    public required MachineReading Machine { get; init; }
}

/// <summary>Percentiles of one stretch of the way.</summary>
public sealed record LatencyLine(string Stretch, TimeSpan P50, TimeSpan P95, TimeSpan P99);

/// <summary>How much waits somewhere, and since when the oldest.</summary>
public sealed record QueueLine(string Name, string What, long Depth, TimeSpan? Oldest);

/// <summary>Input that was not taken, and why.</summary>
public sealed record RefusalLine(DateTimeOffset At, string Source, string Reason);

/// <summary>What a destination answered lately.</summary>
public sealed record DestinationLine(string Name, int Attempts, int Stored, int FailuresInARow, DateTimeOffset Last, string? LastError, string Breaker);

/// <summary>The machine that this page comes from.</summary>
public sealed record MachineReading(
    int Cores, double? ProcessCpu, double LoadAverage, long ProcessBytes, long MemoryBytes, long MemoryFreeBytes, string DiskRoot, long DiskBytes, long DiskFreeBytes,
    IReadOnlyList<GpuReading> Gpus);

/// <summary>The states as numbers for programs, with the health beside them.</summary>
public sealed record HealthAnswer(IReadOnlyDictionary<CaseState, int> Cases, HealthView Health);
