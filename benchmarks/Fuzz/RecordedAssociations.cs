using System.Net;
using System.Net.Sockets;
using FellowOakDicom;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;

namespace CausalClipSeg.Benchmarks.Fuzz;

/// <summary>What real clients say on a whole association, overheard on the way to the server.</summary>
internal static class RecordedAssociations
{
    public static async Task<IReadOnlyList<byte[]>> RecordAsync(int port, CancellationToken cancellation) =>
    [
        await OverhearAsync(port, through => EchoAsync(through, cancellation), cancellation).ConfigureAwait(false),
        await OverhearAsync(port, through => StoreAsync(through, 40, cancellation), cancellation).ConfigureAwait(false),
        await OverhearAsync(port, through => StoreAsync(through, 20_000, cancellation), cancellation).ConfigureAwait(false),
    ];

    public static Task EchoAsync(int port, CancellationToken cancellation) => SendAsync(port, new DicomCEchoRequest(), cancellation);

    private static Task StoreAsync(int port, int pixels, CancellationToken cancellation) => SendAsync(port, new DicomCStoreRequest(new DicomFile(new DicomDataset
    {
        { DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage },
        { DicomTag.SOPInstanceUID, "1.2.3.4" },
        { DicomTag.PatientID, "FUZZ" },
        new DicomOtherByte(DicomTag.PixelData, new byte[pixels]),
    })), cancellation);

    private static async Task SendAsync(int port, DicomRequest request, CancellationToken cancellation)
    {
        var client = DicomClientFactory.Create("127.0.0.1", port, false, "FUZZER", "FUZZED");
        await client.AddRequestAsync(request).ConfigureAwait(false);
        await client.SendAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task<byte[]> OverhearAsync(int port, Func<int, Task> talk, CancellationToken cancellation)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var talking = talk(((IPEndPoint)listener.LocalEndpoint).Port);
        using var client = await listener.AcceptTcpClientAsync(cancellation).ConfigureAwait(false);
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, port, cancellation).ConfigureAwait(false);
        using var heard = new MemoryStream();
        var back = server.GetStream().CopyToAsync(client.GetStream(), cancellation);
        var buffer = new byte[1 << 16];
        for (int read; (read = await client.GetStream().ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            heard.Write(buffer, 0, read);
            await server.GetStream().WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }

        server.Client.Shutdown(SocketShutdown.Send);
        await talking.ConfigureAwait(false);
        await back.ConfigureAwait(false);
        return heard.ToArray();
    }
}
