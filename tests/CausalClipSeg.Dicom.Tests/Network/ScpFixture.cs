using FellowOakDicom;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;
using FellowOakDicom.Network.Tls;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>One server on a free loopback port, and clients for it.</summary>
internal sealed class ScpFixture : IDisposable
{
    private readonly IDicomServer _server;

    public ScpFixture(ScpBehaviour? behaviour = null, ITlsAcceptor? tls = null)
    {
        Behaviour = behaviour ?? new ScpBehaviour();
        _server = DicomServerFactory.Create<RecordingScp>("127.0.0.1", Port, tls, userState: Behaviour);
        _server.Exception.ShouldBeNull();
        _server.IsListening.ShouldBeTrue();
    }

    public int Port { get; } = FreePort.Next();

    public ScpBehaviour Behaviour { get; }

    public DicomServiceOptions Options => _server.Options;

    public IDicomClient Client() => ClientTo(Port);

    public void Stop() => _server.Stop();

    public static IDicomClient ClientTo(int port, string called = "ANY-SCP") => DicomClientFactory.Create("127.0.0.1", port, false, "TESTSCU", called);

    /// <summary>Sends files over one association; the status of each in order.</summary>
    public static async Task<DicomStatus[]> Store(IDicomClient client, params DicomFile[] files)
    {
        var statuses = new DicomStatus[files.Length];
        for (var i = 0; i < files.Length; i++)
        {
            var place = i;
            await client.AddRequestAsync(new DicomCStoreRequest(files[i]) { OnResponseReceived = (_, response) => statuses[place] = response.Status });
        }

        await client.SendAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return statuses;
    }

    public static async Task<DicomStatus?> Echo(IDicomClient client)
    {
        DicomStatus? status = null;
        await client.AddRequestAsync(new DicomCEchoRequest { OnResponseReceived = (_, response) => status = response.Status });
        await client.SendAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return status;
    }

    public void Dispose() => _server.Dispose();
}
