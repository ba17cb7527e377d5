using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>Keeps the storage SCP open while the intake role runs, and lets what is arriving arrive when it stops.</summary>
internal sealed partial class DicomService(
    InstanceDoor door, InstanceStore files, IOptions<IntakeOptions> intake, IOptions<DicomDoorOptions> options, SiteCertificates certificates, ILoggerFactory logs) : IHostedService, IDisposable
{
    private readonly StorageScp _scp = new(Options(intake.Value, options.Value, certificates, files), door, logs.CreateLogger<StorageScp>());
    private readonly ILogger _log = logs.CreateLogger<DicomService>();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        new DoorAddress("DICOM", intake.Value.DicomAddress, intake.Value.DicomPort, ("Intake:DicomAddress", "Intake:DicomPort")).Open(_scp.Start);
        Listening(_log, intake.Value.AeTitle, intake.Value.DicomAddress, intake.Value.DicomPort, options.Value.Tls.Enabled ? "TLS" : "plain TCP");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _scp.StopAsync(TimeSpan.FromSeconds(options.Value.DrainSeconds), cancellationToken);

    public void Dispose() => _scp.Dispose();

    private static StorageScpOptions Options(IntakeOptions intake, DicomDoorOptions door, SiteCertificates certificates, InstanceStore files) => new()
    {
        Address = intake.DicomAddress,
        Port = intake.DicomPort,
        AeTitle = intake.AeTitle,
        OtherAeTitles = [.. door.OtherAeTitles],
        AllowedCallingAe = [.. intake.AllowedCallingAe],
        AllowedPeers = [.. door.AllowedPeers],
        MaximumAssociations = door.MaximumAssociations,
        MaximumPduLength = (uint)door.MaximumPduBytes,
        MaximumObjectLength = (long)door.MaximumObjectMegabytes << 20,
        Tls = certificates.Of(DicomDoorOptions.TlsSection, door.Tls.Identity()),
        SpoolFolder = files.SpoolFolder,
    };

    [LoggerMessage(EventId = 113, Level = LogLevel.Information, Message = "Storage SCP {AeTitle} listens on {Address}:{Port} ({Transport})")]
    private static partial void Listening(ILogger logger, string aeTitle, string address, int port, string transport);
}
