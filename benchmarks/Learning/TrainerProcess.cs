using System.Diagnostics;
using CausalClipSeg.Pipeline.Hosting;

namespace CausalClipSeg.Benchmarks.Learning;

/// <summary>A trainer in a process of its own, which can be killed as a power cut would (SIGKILL).</summary>
internal sealed class TrainerProcess(IReadOnlyDictionary<string, string?> settings) : IDisposable
{
    private Process? _process;

    public void Start()
    {
        var program = Path.Combine(Path.GetDirectoryName(typeof(PipelineRoles).Assembly.Location) ?? ".", "causalclipseg.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardError = false };
        foreach (var word in (string[])["exec", program, "run", "--roles", "trainer", .. settings.Select(s => $"{s.Key}={s.Value}")])
            start.ArgumentList.Add(word);
        _process = Process.Start(start);
    }

    public void Kill()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose() => Kill();
}
