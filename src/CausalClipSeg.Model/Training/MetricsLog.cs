using System.Text.Json;
using System.Text.Json.Serialization;

namespace CausalClipSeg.Model;

/// <summary>A run's history, a JSON object a line; a resumed run goes on where it was.</summary>
internal sealed class MetricsLog : IDisposable
{
    public const string FileName = "metrics.jsonl";
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly StreamWriter _writer;

    public MetricsLog(string folder, bool append) =>
        _writer = new StreamWriter(Path.Combine(folder, FileName), append) { AutoFlush = true };

    public void Write(TrainingProgress progress) => _writer.WriteLine(JsonSerializer.Serialize(progress, Format));

    public void Dispose() => _writer.Dispose();
}
