using System.Net.Sockets;
using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Tests.Network;

public sealed class HostilePeerTests
{
    public static TheoryData<string> Garbage =>
    [
        "474554202F20485454502F312E310D0A0D0A", // an HTTP request
        "0100FFFFFFF0", // an association request of 4 GB
        "010000000004" + "00010000", // one that is cut off by its own length
        "0400FFFFFFFF", // data before an association
        "05000000000400000000", // release before an association
        "07000000000400000000", // abort at once
        "0000000000000000000000000000",
        "99" + "0000000000",
    ];

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_on_the_port_ends_that_connection_and_nothing_else(string hex)
    {
        DicomLibrary.OnlyOurs("a unit that is out of turn ends the connection");
        using var scp = new ScpFixture();
        using var tcp = await Send(scp, Convert.FromHexString(hex));
        await UntilClosed(tcp);
        (await ScpFixture.Echo(scp.Client())).ShouldBe(DicomStatus.Success);
    }

    [Fact]
    public async Task Mutated_association_requests_and_data_never_stop_the_server()
    {
        using var scp = new ScpFixture();
        var recorded = await Record(scp);
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var bytes = (byte[])recorded.Clone();
            for (var change = 0; change < 1 + (round % 5); change++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            using var tcp = await Send(scp, bytes[..random.Next(6, bytes.Length + 1)]);
            await UntilClosed(tcp, endOurs: true);
        }

        (await ScpFixture.Echo(scp.Client())).ShouldBe(DicomStatus.Success);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_an_object_leaves_nothing_behind()
    {
        DicomLibrary.OnlyOurs("the temporary file of a broken object is deleted at once");
        using var scp = new ScpFixture();
        var recorded = await Record(scp, NetworkObjects.Capture(512));
        var before = Temporaries();
        using (var tcp = await Send(scp, recorded[..(recorded.Length * 2 / 3)]))
            await Eventually.True("the object is being received", () => Task.FromResult(Temporaries().Except(before).Any()));
        await Eventually.True("the partial object is deleted", () => Task.FromResult(!Temporaries().Except(before).Any()));
        scp.Behaviour.Stored.ShouldBeEmpty();
        (await ScpFixture.Store(scp.Client(), NetworkObjects.Capture())).ShouldBe([DicomStatus.Success]);
    }

    [Fact]
    public async Task An_abort_in_the_middle_of_an_object_is_told_and_leaves_nothing_behind()
    {
        using var scp = new ScpFixture();
        var recorded = await Record(scp, NetworkObjects.Capture(1200));
        var before = Temporaries();
        // The units of the recording are 256 KiB at most: its first data unit ends well before its end.
        var end = FirstDataUnitEnd(recorded);
        using var tcp = await Send(scp, [.. recorded[..end], 7, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
        await UntilClosed(tcp);
        await Eventually.True("the abort was told", () => Task.FromResult(!scp.Behaviour.Aborts.IsEmpty));
        await Eventually.True("the partial object is deleted", () => Task.FromResult(!Temporaries().Except(before).Any()));
        scp.Behaviour.Stored.ShouldBeEmpty();
    }

    private static string[] Temporaries() => Directory.GetFiles(Path.GetTempPath(), "dicom-*.tmp");

    private static int FirstDataUnitEnd(byte[] recorded)
    {
        for (int offset = 0, data = 0; ;)
        {
            offset += 6 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(recorded.AsSpan(offset + 2));
            if (recorded[offset] == 4 && ++data == 3) return offset;
        }
    }

    private static async Task<TcpClient> Send(ScpFixture scp, byte[] bytes)
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

    private static async Task UntilClosed(TcpClient tcp, bool endOurs = false)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(12));
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
    private static async Task<byte[]> Record(ScpFixture scp, DicomFile? file = null)
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
