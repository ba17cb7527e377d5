using System.Net.Sockets;

namespace CausalClipSeg.Tests;

/// <summary>A PgBouncer before a private PostgreSQL, on loopback, that gives a server's connection to another client after each transaction.</summary>
public sealed class PrivatePgBouncer : PrivateServer
{
    /// <summary>A database of which its server is away.</summary>
    public const string Away = "away";

    private readonly string _program;

    private PrivatePgBouncer(string program, PrivatePostgres postgres) : base("pgbouncer", "INT")
    {
        _program = program;
        File.WriteAllText(Folder.File("pgbouncer.ini"), $"""
            [databases]
            {Away} = host=127.0.0.1 port={FreePort.Next()} user=postgres
            * = host=127.0.0.1 port={postgres.Port} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            query_wait_timeout = 1

            """);
    }

    public int Port { get; } = FreePort.Next();

    public static async Task<PrivatePgBouncer> Before(PrivatePostgres postgres)
    {
        var bouncer = new PrivatePgBouncer(Peers.Require(Peers.PgBouncer), postgres);
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
