using System.Net.Sockets;

namespace CausalClipSeg.Tests;

/// <summary>A PgBouncer before a private PostgreSQL, on loopback, that gives a server's connection to another client after each transaction.</summary>
public sealed class PrivatePgBouncer : PrivateServer
{
    private readonly string _program;

    private PrivatePgBouncer(string program, int port, int patience) : base("pgbouncer", "INT")
    {
        _program = program;
        File.WriteAllText(Folder.File("pgbouncer.ini"), $"""
            [databases]
            * = host=127.0.0.1 port={port} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            query_wait_timeout = {patience}

            """);
    }

    public int Port { get; } = FreePort.Next();

    /// <param name="port">Where its server is, or should be.</param>
    /// <param name="patience">Seconds that it lets a client wait for a connection of the server.</param>
    public static async Task<PrivatePgBouncer> Before(int port, int patience)
    {
        var bouncer = new PrivatePgBouncer(Peers.Require(Peers.PgBouncer), port, patience);
        if (System.Environment.IsPrivilegedProcess)
            (await Tool.Run("chmod", ["755", bouncer.Folder.Path])).ShouldSucceed();
        await bouncer.Launch();
        return bouncer;
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}";

    protected override IEnumerable<string> Command() => [.. PrivatePostgres.AsOwner(), _program, Folder.File("pgbouncer.ini")];

    protected override async Task<bool> Answers()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
