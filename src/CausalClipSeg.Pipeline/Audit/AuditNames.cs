using System.Globalization;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>What participants are called.</summary>
internal static class AuditNames
{
    /// <summary>This process, as its log and its traces can be found.</summary>
    public static string Process { get; } = string.Create(CultureInfo.InvariantCulture, $"causalclipseg {Environment.ProcessId}");
}
