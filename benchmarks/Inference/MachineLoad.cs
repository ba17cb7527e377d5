namespace CausalClipSeg.Benchmarks;

/// <summary>What else the machine was doing: a figure taken under load is worth less.</summary>
internal static class MachineLoad
{
    public static string Average() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
