using System.Net;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Reports.Mllp;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>Keeps the MLLP listener open while the intake role runs.</summary>
internal sealed partial class MllpService(ReportDoor door, IOptions<IntakeOptions> options, ILogger<MllpService> log) : IHostedService, IAsyncDisposable
{
    private MllpListener? _listener;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var endpoint = new IPEndPoint(IPAddress.Parse(options.Value.MllpAddress), options.Value.MllpPort);
        _listener = new MllpListener(new MllpOptions { Endpoint = endpoint, OnIncident = incident => Incident(incident.Sentence) }, door.AnswerAsync);
        _listener.Start();
        Listening(endpoint);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _listener?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? ValueTask.CompletedTask;

    [LoggerMessage(EventId = 111, Level = LogLevel.Information, Message = "MLLP listens on {Endpoint}")]
    private partial void Listening(IPEndPoint endpoint);

    [LoggerMessage(EventId = 112, Level = LogLevel.Warning, Message = "MLLP: {Sentence}")]
    private partial void Incident(string sentence);
}
