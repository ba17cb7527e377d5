using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace CausalClipSeg.Dicom.Tests.Storage;

/// <summary>Our storage SCP on a port of its own, with a receiver that remembers.</summary>
internal sealed class RunningScp : IDisposable
{
    private readonly TemporaryFolder _folder = new("scp");
    private readonly StorageScp _scp;

    public RunningScp(Func<StorageScpOptions, StorageScpOptions>? change = null)
    {
        Receiver = new RecordingReceiver(_folder.Folder("kept"));
        var options = new StorageScpOptions { Port = FreePort.Next(), AeTitle = "OURS", SpoolFolder = _folder.Folder("spool") };
        Options = change?.Invoke(options) ?? options;
        _scp = new StorageScp(Options, Receiver, NullLogger<StorageScp>.Instance);
        _scp.Start();
    }

    public StorageScpOptions Options { get; }

    public RecordingReceiver Receiver { get; }

    public PacsDestination Destination => new("127.0.0.1", Options.Port, "OURS", "TESTS");

    public Task StopAsync(TimeSpan limit) => _scp.StopAsync(limit, CancellationToken.None);

    public string[] Spooled => Directory.GetFiles(Options.SpoolFolder);

    public void Dispose()
    {
        _scp.Dispose();
        _folder.Dispose();
    }
}
