using System.Net;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Reports.Mllp;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>Keeps the MLLP listener open while the intake role runs.</summary>
internal sealed partial class MllpService(ReportDoor door, IOptions<IntakeOptions> intake, IOptions<MllpDoorOptions> options, SiteCertificates certificates, TimeProvider clock, ILogger<MllpService> log) : IHostedService, IAsyncDisposable
{
    private MllpListener? _listener;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var mllp = options.Value;
        var endpoint = new IPEndPoint(IPAddress.Parse(intake.Value.MllpAddress), intake.Value.MllpPort);
        _listener = new MllpListener(new MllpOptions
        {
            Endpoint = endpoint,
            AllowedPeers = [.. mllp.AllowedPeers.Select(peer => IPNetwork.Parse(peer))],
            MaxConnections = mllp.MaxConnections,
            MaxMessageBytes = mllp.MaxMessageBytes,
            IdleTimeout = TimeSpan.FromSeconds(mllp.IdleSeconds),
            Rules = mllp.Rules,
            Tls = certificates.Of(MllpDoorOptions.Section, mllp.Identity()) is { } tls ? tls.ServerOptions : null,
            OnIncident = incident => Incident(incident.Sentence),
        }, door.AnswerAsync, clock);
        new DoorAddress("MLLP", intake.Value.MllpAddress, intake.Value.MllpPort, ("Intake:MllpAddress", "Intake:MllpPort")).Open(_listener.Start);
        Listening(endpoint, mllp.Certificate is null ? "plain" : "TLS");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _listener?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? ValueTask.CompletedTask;

    [LoggerMessage(EventId = 111, Level = LogLevel.Information, Message = "MLLP ({Security}) listens on {Endpoint}")]
    private partial void Listening(IPEndPoint endpoint, string security);

    [LoggerMessage(EventId = 112, Level = LogLevel.Warning, Message = "MLLP: {Sentence}")]
    private partial void Incident(string sentence);
}
