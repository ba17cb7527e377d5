using System.Globalization;
using System.Runtime.InteropServices;

namespace CausalClipSeg.Benchmarks.All;

/// <summary>On what, and with which versions of everything, the figures were measured.</summary>
internal sealed record Machine(IReadOnlyList<(string Name, string Value)> Rows)
{
    private static readonly string[] Packages = ["rabbitmq-server", "postgresql", "orthanc", "dcmtk", "python3-pydicom", "python3-torch"];

    /// <summary>What a section says of its own measurement.</summary>
    public static string When(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd}, load {MachineLoad.Average()} at the start");

    public static async Task<Machine> LookAsync(DateTimeOffset now)
    {
        var processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
            : "unknown";
        var rows = new List<(string, string)>
        {
            ("day", now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("processor", $"{processor}, {Environment.ProcessorCount} cores"),
            ("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB"),
            ("system", $"{RuntimeInformation.OSDescription}"),
            ("runtime", RuntimeInformation.FrameworkDescription),
        };
        foreach (var package in Packages)
        {
            var version = await Tool.Run("dpkg-query", ["-W", "-f", "${Version}", package]).ConfigureAwait(false);
            if (version.ExitCode == 0 && version.Output.Length > 0)
                rows.Add((package, version.Output));
        }
        return new(rows);
    }
}
