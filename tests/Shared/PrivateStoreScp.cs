namespace CausalClipSeg.Tests;

/// <summary>DCMTK's storescp: a minimal PACS whose received files lie in a folder, as they came over the wire.</summary>
public sealed class PrivateStoreScp : PrivateServer
{
    private readonly string _server;
    private readonly string[] _options;

    private PrivateStoreScp(string server, string[] options) : base("storescp", "TERM")
    {
        _server = server;
        _options = options;
        Folder.Folder("received");
    }

    public int Port { get; } = FreePort.Next();

    public string ReceivedFolder => Folder.File("received");

    public IReadOnlyList<string> Received => Directory.GetFiles(ReceivedFolder);

    /// <param name="options">Options of storescp, e.g. <c>+xa</c> (accept every transfer syntax), <c>--refuse</c>, <c>--abort-during</c>, <c>--fork</c>.</param>
    public static async Task<PrivateStoreScp> Start(params string[] options)
    {
        var folder = Path.GetDirectoryName(Peers.Require(Peers.Dcmtk)) ?? "";
        var server = new PrivateStoreScp(Path.Combine(folder, "storescp"), options);
        await server.Launch();
        return server;
    }

    protected override IEnumerable<string> Command() => [_server, "-v", "-od", ReceivedFolder, .. _options, $"{Port}"];

    /// <summary>It listens when its port is in the kernel's table: a probe by association would count as a client.</summary>
    protected override async Task<bool> Answers()
    {
        var wanted = $":{Port:X4} ";
        var tables = await File.ReadAllLinesAsync("/proc/net/tcp");
        if (File.Exists("/proc/net/tcp6")) tables = [.. tables, .. await File.ReadAllLinesAsync("/proc/net/tcp6")];
        return tables.Any(line => line.Contains(wanted, StringComparison.Ordinal) && line.Contains(" 0A ", StringComparison.Ordinal));
    }
}
