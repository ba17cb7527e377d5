using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CausalClipSeg.Pipeline.Operations;

/// <summary>The GPUs of this machine, as NVIDIA's driver tells; a machine without one is asked once.</summary>
internal sealed class NvidiaDriver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private bool _isAbsent;

    public async Task<IReadOnlyList<GpuReading>> ReadAsync(CancellationToken cancellation)
    {
        if (_isAbsent)
            return [];
        var start = new ProcessStartInfo("nvidia-smi") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--query-gpu=name,utilization.gpu,memory.used,memory.total");
        start.ArgumentList.Add("--format=csv,noheader,nounits");
        try
        {
            using var asked = Process.Start(start);
            if (asked is null)
                return [];
            return Parse(await asked.StandardOutput.ReadToEndAsync(cancellation).WaitAsync(Patience, cancellation).ConfigureAwait(false));
        }
        catch (Win32Exception)
        {
            _isAbsent = true;
            return [];
        }
        catch (TimeoutException)
        {
            return [];
        }
    }

    /// <summary>A line for each GPU: name, per cent, MiB, MiB.</summary>
    public static IReadOnlyList<GpuReading> Parse(string answer) =>
        [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(", ")).Where(parts => parts.Length == 4).Select(parts =>
            new GpuReading(parts[0], Whole(parts[1]), Whole(parts[2]), Whole(parts[3])))];

    private static int Whole(string text) => int.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>One GPU as its driver tells.</summary>
public sealed record GpuReading(string Name, int UtilisationPercent, long UsedMegabytes, long TotalMegabytes);
