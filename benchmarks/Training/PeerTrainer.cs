using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.Training;

/// <summary>The reference network in eager PyTorch, in a process of its own that works only when told to.</summary>
internal sealed class PeerTrainer : IDisposable
{
    private const string DebiansPython = "/usr/bin/python3";
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);
    private readonly Process _process;

    public PeerTrainer(TrainingOptions options, int words)
    {
        var python = Environment.GetEnvironmentVariable("PYTHON") ?? DebiansPython;
        _process = Process.Start(new ProcessStartInfo(python, [RepositoryRoot.Combine("benchmarks", "Training", "peer.py"), "train"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            Version = Ask(JsonSerializer.Serialize(Settings(options, words), Format)).GetProperty("torch").GetString()!;
        }
        catch (Exception silent) when (silent is IOException or JsonException)
        {
            var said = _process.StandardError.ReadToEnd();
            Dispose();
            throw new RefusedException($"The peer needs PyTorch: apt-get install python3-torch (Debian, Ubuntu), or set PYTHON to an interpreter that has it. {python} said: {said.Trim().Split('\n')[^1]}");
        }
    }

    public string Version { get; }

    /// <summary>Does so many steps and tells how many seconds they took.</summary>
    public double Seconds(int steps) => Ask(steps.ToString(CultureInfo.InvariantCulture)).GetProperty("seconds").GetDouble();

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

    private static object Settings(TrainingOptions options, int words) => new
    {
        options.Geometry, options.Threads, options.Seed, side = options.Preprocessing.InputSize, batch = options.BatchSize, words,
        options.LearningRate, options.MaskerLearningRate, options.WeightDecay, options.GradientClip,
        options.ConfoundingEvery, options.ConfoundingWeight, options.MaskerEvery, options.MaskerConfoundingWeight, options.ConfoundingCap,
    };
}
