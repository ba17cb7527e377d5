using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>Keeps the storage SCP open while the intake role runs.</summary>
internal sealed partial class DicomService(InstanceDoor door, InstanceStore files, IOptions<IntakeOptions> options, ILoggerFactory logs, ILogger<DicomService> log) : IHostedService, IDisposable
{
    private readonly StorageScp _scp = new(
        new StorageScpOptions
        {
            Address = options.Value.DicomAddress,
            Port = options.Value.DicomPort,
            AeTitle = options.Value.AeTitle,
            AllowedCallingAe = [.. options.Value.AllowedCallingAe],
            SpoolFolder = files.SpoolFolder,
        }, door, logs.CreateLogger<StorageScp>());

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _scp.Start();
        Listening(log, options.Value.AeTitle, options.Value.DicomAddress, options.Value.DicomPort);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _scp.Stop();
        return Task.CompletedTask;
    }

    public void Dispose() => _scp.Dispose();

    [LoggerMessage(EventId = 113, Level = LogLevel.Information, Message = "Storage SCP {AeTitle} listens on {Address}:{Port}")]
    private static partial void Listening(ILogger logger, string aeTitle, string address, int port);
}
