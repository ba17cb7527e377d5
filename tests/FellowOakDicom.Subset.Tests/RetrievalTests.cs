using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Tests.Network;

namespace FellowOakDicom.Subset.Tests;

/// <summary>Objects that come slowly are an answer all the same.</summary>
public sealed class RetrievalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_retrieval_goes_on_while_its_object_flows_however_long_that_takes()
    {
        await using var archive = await PrivateQrScp.Start();
        var file = NetworkObjects.Capture(800);
        var direct = new PacsDestination("127.0.0.1", archive.Port, PrivateQrScp.AeTitle, "TESTS");
        (await StoreScu.SendAsync(direct, file, Token)).IsStored.ShouldBeTrue();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var relay = Relay(listener, archive.Port);
        var slow = direct with { Port = ((IPEndPoint)listener.LocalEndpoint).Port, Timeout = TimeSpan.FromSeconds(5) };
        var got = new List<string>();
        var watch = Stopwatch.StartNew();
        var outcome = await GetScu.GetAsync(slow, new RetrieveTarget(file.Dataset.GetString(DicomTag.StudyInstanceUID)), one =>
        {
            got.Add(NetworkObjects.Pixels(one.Dataset));
            return Task.CompletedTask;
        }, Token);
        outcome.Problem.ShouldBeNull();
        got.ShouldBe([NetworkObjects.Pixels(file.Dataset)]);
        watch.Elapsed.ShouldBeGreaterThan(slow.Timeout);
        await relay;
    }

    /// <summary>Passes on to us some 80 KB a second.</summary>
    private static async Task Relay(TcpListener listener, int port)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, port, Token);
        var forth = Forth(client, server);
        var buffer = new byte[16_000];
        while (await server.GetStream().ReadAsync(buffer, Token) is > 0 and var read)
        {
            await client.GetStream().WriteAsync(buffer.AsMemory(0, read), Token);
            await Task.Delay(read / 80, Token);
        }

        await forth;
    }

    private static async Task Forth(TcpClient client, TcpClient server)
    {
        await client.GetStream().CopyToAsync(server.GetStream(), Token);
        server.Client.Shutdown(SocketShutdown.Send);
    }
}
