using System.Net.Sockets;
using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>A peer that sends whatever bytes it is told to, and the bytes of a good one to start from.</summary>
internal static class RawPeer
{
    /// <summary>Objects that the library receives into the temporary folder.</summary>
    public static string[] Temporaries() => Directory.GetFiles(Path.GetTempPath(), "dicom-*.tmp");

    public static async Task<TcpClient> Send(ScpFixture scp, byte[] bytes)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", scp.Port, TestContext.Current.CancellationToken);
        try
        {
            await tcp.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server may have closed already: that is what is tested.
        }

        return tcp;
    }

    public static async Task UntilClosed(TcpClient tcp, bool endOurs = false)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[4096];
        try
        {
            if (endOurs) tcp.Client.Shutdown(SocketShutdown.Send);
            while (await tcp.GetStream().ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException)
        {
            // A reset is an end as well.
        }
    }

    /// <summary>What our own client says to a server that takes everything, up to the end of the object.</summary>
    public static async Task<byte[]> Record(ScpFixture scp, DicomFile? file = null)
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var record = new MemoryStream();
        var relay = Relay(listener, scp.Port, record);
        (await ScpFixture.Store(ScpFixture.ClientTo(((System.Net.IPEndPoint)listener.LocalEndpoint).Port), file ?? NetworkObjects.Capture(16)))
            .ShouldBe([DicomStatus.Success]);
        await relay;
        scp.Behaviour.Stored.Clear();
        scp.Behaviour.Aborts.Clear();
        return record.ToArray();
    }

    private static async Task Relay(TcpListener listener, int port, MemoryStream record)
    {
        using var client = await listener.AcceptTcpClientAsync();
        using var server = new TcpClient();
        await server.ConnectAsync("127.0.0.1", port);
        var back = server.GetStream().CopyToAsync(client.GetStream());
        var buffer = new byte[65536];
        while (await Read(client, buffer) is > 0 and var read)
        {
            record.Write(buffer, 0, read);
            await server.GetStream().WriteAsync(buffer.AsMemory(0, read));
        }

        server.Client.Shutdown(SocketShutdown.Send);
        await Task.WhenAny(back, Task.Delay(2000));
    }

    private static async Task<int> Read(TcpClient client, byte[] buffer)
    {
        try
        {
            return await client.GetStream().ReadAsync(buffer);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
