using System.Text.Json;

namespace CausalClipSeg.Model;

/// <summary>A run's history, a JSON object a line; a resumed run goes on where its checkpoint was, so that no step is told twice.</summary>
internal sealed class MetricsLog : IDisposable
{
    private readonly StreamWriter _writer;

    /// <summary>Keeps what is told of the steps done; 0 begins anew.</summary>
    public MetricsLog(string folder, long stepsDone)
    {
        var path = Path.Combine(folder, TrainingMetrics.FileName);
        string[] kept = stepsDone > 0 && File.Exists(path) ? [.. TrainingMetrics.Read(folder).Where(step => step.Step <= stepsDone).Select(Line)] : [];
        File.WriteAllLines(path + ".unfinished", kept);
        File.Move(path + ".unfinished", path, overwrite: true);
        _writer = new StreamWriter(path, append: true) { AutoFlush = true };
    }

    public void Write(TrainingProgress progress) => _writer.WriteLine(Line(progress));

    public void Dispose() => _writer.Dispose();

    private static string Line(TrainingProgress progress) => JsonSerializer.Serialize(progress, TrainingMetrics.Format);
}
