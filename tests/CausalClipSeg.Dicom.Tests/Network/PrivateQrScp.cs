namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>DCMTK's dcmqrscp: an archive with C-STORE, C-FIND, C-GET and C-MOVE that others wrote, with one place to move to.</summary>
internal sealed class PrivateQrScp : PrivateServer
{
    public const string AeTitle = "QRSCP";
    private readonly string _server;

    private PrivateQrScp(string server, string moveAe, int movePort) : base("dcmqrscp", "TERM")
    {
        _server = server;
        File.WriteAllText(Folder.File("qr.cfg"), $"""
            NetworkTCPPort = {Port}
            MaxPDUSize = 131072
            MaxAssociations = 16
            HostTable BEGIN
            destination = ({moveAe}, 127.0.0.1, {movePort})
            HostTable END
            VendorTable BEGIN
            VendorTable END
            AETable BEGIN
            {AeTitle} {Folder.Folder("db")} RW (200, 1024mb) ANY
            AETable END

            """);
    }

    public int Port { get; } = FreePort.Next();

    public static async Task<PrivateQrScp> Start(string moveAe = "NOBODY", int movePort = 1)
    {
        var folder = Path.GetDirectoryName(Peers.Require(Peers.Dcmtk)) ?? "";
        var server = new PrivateQrScp(Path.Combine(folder, "dcmqrscp"), moveAe, movePort);
        await server.Launch();
        return server;
    }

    protected override IEnumerable<string> Command() => [_server, "-v", "-c", Folder.File("qr.cfg")];

    protected override async Task<bool> Answers()
    {
        var wanted = $":{Port:X4} ";
        var tables = await File.ReadAllLinesAsync("/proc/net/tcp");
        return tables.Any(line => line.Contains(wanted, StringComparison.Ordinal) && line.Contains(" 0A ", StringComparison.Ordinal));
    }
}
