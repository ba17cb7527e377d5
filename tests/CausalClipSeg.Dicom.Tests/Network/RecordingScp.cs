using System.Collections.Concurrent;
using System.Text;
using FellowOakDicom;
using FellowOakDicom.Network;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>What a test tells its server, and what the server tells the test.</summary>
internal sealed class ScpBehaviour
{
    public ConcurrentDictionary<string, string> Stored { get; } = new();

    public ConcurrentBag<string> TemporaryFiles { get; } = [];

    public ConcurrentBag<Exception?> Closed { get; } = [];

    public ConcurrentBag<DicomAbortSource> Aborts { get; } = [];

    public ConcurrentBag<DicomAssociation> Associations { get; } = [];

    public DicomTransferSyntax[] Accepts { get; init; } =
    [
        DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ImplicitVRLittleEndian,
        DicomTransferSyntax.ExplicitVRBigEndian, DicomTransferSyntax.DeflatedExplicitVRLittleEndian,
    ];

    public DicomUID? Refuses { get; init; }

    public DicomRejectReason? Rejects { get; init; }

    public Func<DicomCStoreRequest, Task<DicomStatus>> Keep { get; init; } = _ => Task.FromResult(DicomStatus.Success);
}

/// <summary>A service as an application writes it: the shape of fo-dicom's own samples.</summary>
internal sealed class RecordingScp(INetworkStream stream, Encoding fallbackEncoding, ILogger logger, DicomServiceDependencies dependencies)
    : DicomService(stream, fallbackEncoding, logger, dependencies), IDicomServiceProvider, IDicomCStoreProvider, IDicomCEchoProvider,
        IDicomCFindProvider
{
    private ScpBehaviour Behaviour => (ScpBehaviour)UserState!;

    public Task OnReceiveAssociationRequestAsync(DicomAssociation association)
    {
        Behaviour.Associations.Add(association);
        if (Behaviour.Rejects is { } reason)
            return SendAssociationRejectAsync(DicomRejectResult.Permanent, DicomRejectSource.ServiceUser, reason);
        foreach (var context in association.PresentationContexts)
            if (context.AbstractSyntax == Behaviour.Refuses)
                context.SetResult(DicomPresentationContextResult.RejectAbstractSyntaxNotSupported);
            else
                context.AcceptTransferSyntaxes(Behaviour.Accepts);
        return SendAssociationAcceptAsync(association);
    }

    public Task OnReceiveAssociationReleaseRequestAsync() => SendAssociationReleaseResponseAsync();

    public void OnReceiveAbort(DicomAbortSource source, DicomAbortReason reason) => Behaviour.Aborts.Add(source);

    public void OnConnectionClosed(Exception? exception) => Behaviour.Closed.Add(exception);

    public async Task<DicomCStoreResponse> OnCStoreRequestAsync(DicomCStoreRequest request)
    {
        Behaviour.TemporaryFiles.Add(request.File!.File!.Name);
        var status = await Behaviour.Keep(request);
        if (status == DicomStatus.Success)
            Behaviour.Stored[NetworkObjects.Uid(request.Dataset!)] = NetworkObjects.Pixels(request.Dataset!);
        return new DicomCStoreResponse(request, status);
    }

    public Task OnCStoreRequestExceptionAsync(string tempFileName, Exception e) => Task.CompletedTask;

    public Task<DicomCEchoResponse> OnCEchoRequestAsync(DicomCEchoRequest request) =>
        Task.FromResult(new DicomCEchoResponse(request, DicomStatus.Success));

    public async IAsyncEnumerable<DicomCFindResponse> OnCFindRequestAsync(DicomCFindRequest request)
    {
        for (var match = 1; match <= 3; match++)
        {
            await Task.Yield();
            yield return new DicomCFindResponse(request, DicomStatus.Pending)
            {
                Dataset = new DicomDataset { { DicomTag.PatientID, $"MATCH-{match}" } },
            };
        }

        yield return new DicomCFindResponse(request, DicomStatus.Success);
    }
}
