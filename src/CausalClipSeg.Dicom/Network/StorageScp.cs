using CausalClipSeg.Dicom.Codecs;
using FellowOakDicom.Network;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Dicom.Network;

/// <summary>The storage SCP (PS3.4 annex B): C-STORE of every storage class in every transfer syntax that can be decoded here, and C-ECHO.</summary>
public sealed class StorageScp(StorageScpOptions options, IInstanceReceiver receiver, ILogger<StorageScp> log) : IDisposable
{
    private IDicomServer? _server;

    /// <exception cref="IOException">The port cannot be opened.</exception>
    public void Start()
    {
        CodecRegistration.Register();
        Directory.CreateDirectory(options.SpoolFolder);
        // What an earlier process was receiving when it ended was never acknowledged: its sender sends it again.
        foreach (var part in Directory.EnumerateFiles(options.SpoolFolder, $"*{StorageScpService.PartExtension}")) File.Delete(part);
        _server = DicomServerFactory.Create<StorageScpService>(
            options.Address, options.Port, logger: log, userState: new StorageScpState(options, receiver),
            configure: limits => limits.MaxClientsAllowed = options.MaximumAssociations);
        if (_server.Exception is { } failure)
            throw new IOException($"The storage SCP cannot listen on {options.Address}:{options.Port}: {failure.Message} Free the port or set Intake:DicomPort.", failure);
        _server.Options.MaxPDULength = options.MaximumPduLength;
    }

    public void Stop() => _server?.Stop();

    public void Dispose() => _server?.Dispose();
}

/// <summary>What each association of one SCP shares.</summary>
internal sealed record StorageScpState(StorageScpOptions Options, IInstanceReceiver Receiver);
