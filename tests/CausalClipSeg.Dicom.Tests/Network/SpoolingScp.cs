using System.Text;
using FellowOakDicom;
using FellowOakDicom.IO;
using FellowOakDicom.Network;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>Where the service keeps what it receives, and what went wrong.</summary>
internal sealed class Spool(string folder)
{
    public string Folder { get; } = folder;

    public int FailingObjects { get; set; }

    public List<string> Problems { get; } = [];
}

/// <summary>A service that receives straight into a place of its own, as the overridable members of the base class allow.</summary>
internal sealed class SpoolingScp(INetworkStream stream, Encoding fallbackEncoding, ILogger logger, DicomServiceDependencies dependencies)
    : DicomService(stream, fallbackEncoding, logger, dependencies), IDicomServiceProvider, IDicomCStoreProvider
{
    private string _path = "";

    private Spool Own => (Spool)UserState!;

    public Task OnReceiveAssociationRequestAsync(DicomAssociation association)
    {
        foreach (var context in association.PresentationContexts) context.AcceptTransferSyntaxes(DicomTransferSyntax.ExplicitVRLittleEndian);
        return SendAssociationAcceptAsync(association);
    }

    public Task OnReceiveAssociationReleaseRequestAsync() => SendAssociationReleaseResponseAsync();

    public void OnReceiveAbort(DicomAbortSource source, DicomAbortReason reason)
    {
    }

    public void OnConnectionClosed(Exception? exception)
    {
    }

    public Task<DicomCStoreResponse> OnCStoreRequestAsync(DicomCStoreRequest request)
    {
        File.Move(_path, Path.ChangeExtension(_path, ".kept"));
        return Task.FromResult(new DicomCStoreResponse(request, DicomStatus.Success));
    }

    public Task OnCStoreRequestExceptionAsync(string tempFileName, Exception e)
    {
        Own.Problems.Add(e.Message);
        return Task.CompletedTask;
    }

    protected override void CreateCStoreReceiveStream(DicomFile file)
    {
        _path = Path.Combine(Own.Folder, $"{Guid.NewGuid():N}.part");
        _dimseStreamFile = new FileReference(_path);
        _dimseStream = Own.FailingObjects-- > 0 ? new FullDisk(_path) : new FileStream(_path, FileMode.CreateNew, FileAccess.ReadWrite);
        file.Save(_dimseStream);
    }

    protected override DicomFile GetCStoreDicomFile()
    {
        ((FileStream)_dimseStream!).Flush(flushToDisk: true);
        _dimseStream.Dispose();
        return DicomFile.Open(_path);
    }
}

/// <summary>Takes the file meta information, and not the object.</summary>
internal sealed class FullDisk(string path) : FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite)
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        throw new IOException("No space left on device");
}
