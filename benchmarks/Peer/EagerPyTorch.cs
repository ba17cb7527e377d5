using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks;

/// <summary>The reference network in eager PyTorch, in a process of its own that works only when told to.</summary>
internal sealed class EagerPyTorch : IDisposable
{
    private const string DebiansPython = "/usr/bin/python3";
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);
    private readonly Process _process;

    /// <summary>Mode "train" or "answer" of peer.py, and what it is told at first.</summary>
    public EagerPyTorch(string mode, object settings)
    {
        var python = Environment.GetEnvironmentVariable("PYTHON") ?? DebiansPython;
        _process = Process.Start(new ProcessStartInfo(python, [RepositoryRoot.Combine("benchmarks", "Peer", "peer.py"), mode])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            Version = Ask(JsonSerializer.Serialize(settings, Format)).GetProperty("torch").GetString()!;
        }
        catch (Exception silent) when (silent is IOException or JsonException)
        {
            var said = _process.StandardError.ReadToEnd();
            Dispose();
            throw new RefusedException($"The peer needs PyTorch: apt-get install python3-torch (Debian, Ubuntu), or set PYTHON to an interpreter that has it. {python} said: {said.Trim().Split('\n')[^1]}");
        }
    }

    public string Version { get; }

    /// <summary>Does so many steps (or answers) and tells how many seconds they took.</summary>
    public double Seconds(int count) => Ask(count.ToString(CultureInfo.InvariantCulture)).GetProperty("seconds").GetDouble();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
                _process.Kill();
        }
        _process.Dispose();
    }

    private JsonElement Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return JsonSerializer.Deserialize<JsonElement>(_process.StandardOutput.ReadLine() ?? throw new IOException("The peer has ended."));
    }
}
