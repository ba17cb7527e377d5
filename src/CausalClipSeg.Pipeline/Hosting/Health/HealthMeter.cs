using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>What the checks of readiness say, as a metric and, when it changes, as a line in the log.</summary>
internal sealed partial class HealthMeter : IHealthCheckPublisher, IDisposable
{
    private readonly ConcurrentDictionary<string, HealthStatus> _latest = new();

    /// <summary>Those of which the log has said that they fail.</summary>
    private readonly HashSet<string> _fallen = [];
    private readonly Meter _meter;
    private readonly ILogger<HealthMeter> _log;

    public HealthMeter(IMeterFactory meters, ILogger<HealthMeter> log)
    {
        _log = log;
        _meter = meters.Create("CausalClipSeg.Health");
        _meter.CreateObservableGauge("causalclipseg.health",
            () => _latest.Select(pair => new Measurement<int>(pair.Value == HealthStatus.Healthy ? 1 : 0, new KeyValuePair<string, object?>("check", pair.Key))),
            description: "1 where a check of readiness passes: database, broker, pacs, model, disk, certificates.");
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (check, entry) in report.Entries.Where(entry => entry.Value.Tags.Contains(HealthRegistration.Ready)))
        {
            _latest[check] = entry.Status;
            if (entry.Status == HealthStatus.Healthy && _fallen.Remove(check))
                Recovered(check);
            else if (entry.Status != HealthStatus.Healthy && !entry.Data.ContainsKey(HealthRegistration.Starting) && _fallen.Add(check))
                Fell(check, entry.Description ?? "");
        }
        return Task.CompletedTask;
    }

    public void Dispose() => _meter.Dispose();

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Health: {Check} fails. {Reason}")]
    private partial void Fell(string check, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Health: {Check} is well again")]
    private partial void Recovered(string check);
}
