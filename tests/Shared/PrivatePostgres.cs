using System.ComponentModel;
using System.Diagnostics;

namespace CausalClipSeg.Tests;

/// <summary>A PostgreSQL cluster for the tests alone, in a temporary folder, on loopback; as user postgres where the tests run as root, which PostgreSQL refuses.</summary>
public sealed class PrivatePostgres : PrivateServer
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly string _programs;
    private readonly bool _durable;
    private readonly TestAuthority? _authority;
    private readonly string[] _settings;
    private int _databases;

    private PrivatePostgres(string server, bool durable, TestAuthority? authority, string[] settings) : base("postgres", "INT")
    {
        _settings = settings;
        _programs = Path.GetDirectoryName(server) ?? "/";
        _durable = durable;
        _authority = authority;
    }

    public int Port { get; } = FreePort.Next();

    private string DataFolder => Folder.File("data");

    /// <param name="durable">True keeps fsync on, for tests about power failures; off is faster and survives everything but those.</param>
    /// <param name="authority">Lets in only who speaks TLS, with a certificate that this authority vouches for; one that a client shows must be of the same authority.</param>
    /// <param name="settings">Server settings on top of ours: <c>shared_buffers=1GB</c>.</param>
    public static async Task<PrivatePostgres> Start(bool durable = false, TestAuthority? authority = null, params string[] settings)
    {
        var postgres = new PrivatePostgres(Peers.Require(Peers.Postgres), durable, authority, settings);
        await postgres.Initialise();
        await postgres.Launch();
        return postgres;
    }

    public string ConnectionString(string database = "postgres") =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Password=postgres;Database={database}";

    /// <summary>Makes an empty database with a name of its own; its connection string.</summary>
    public async Task<string> CreateDatabase(string prefix = "test")
    {
        var name = $"{prefix}_{Interlocked.Increment(ref _databases)}";
        await Sql($"CREATE DATABASE \"{name}\"");
        return ConnectionString(name);
    }

    /// <summary>Runs SQL through psql; rows as lines, columns apart by '|'.</summary>
    public async Task<string> Sql(string sql, string database = "postgres")
    {
        var result = await Tool.Run(
            Path.Combine(_programs, "psql"),
            ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "-d", database, "-c", sql]);
        return result.ShouldSucceed().Output.TrimEnd('\n');
    }

    protected override IEnumerable<string> Command() =>
    [
        .. AsOwner(), Path.Combine(_programs, "postgres"), "-D", DataFolder, "-p", $"{Port}",
        "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "shared_buffers=32MB", "-c", "max_connections=500", // each test has a database of its own, whose pool keeps connections for minutes
        .. _authority is null ? Array.Empty<string>() : ["-c", "ssl=on", "-c", $"ssl_ca_file={Path.Combine(DataFolder, "authority.crt")}"],
        .. _settings.SelectMany(setting => new[] { "-c", setting }),
        .. _durable ? Array.Empty<string>() : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"],
    ];

    protected override async Task<bool> Answers()
    {
        var ready = await Tool.Run(Path.Combine(_programs, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", $"{Port}"]);
        return ready.ExitCode == 0;
    }

    /// <summary>Each session is a process group of its own.</summary>
    protected override async Task Signal(string signal)
    {
        await base.Signal(signal);
        if (Sessions() is { Count: > 0 } sessions)
            await Tool.Run("kill", [$"-{signal}", .. sessions.Select(session => $"{session}")]);
    }

    /// <summary>Each session is a process group of its own: those of a killed server notice only when they look up from their statement, and until then no other server can start on the same data.</summary>
    protected override async Task EndOthers()
    {
        var watch = Stopwatch.StartNew();
        while (Sessions() is { Count: > 0 } sessions)
        {
            if (watch.Elapsed > _patience) throw new TimeoutException($"Sessions of PostgreSQL are still there {_patience.TotalSeconds:0} s after SIGKILL: {string.Join(", ", sessions)}.");
            foreach (var session in sessions) Kill(session);
            await Task.Delay(20);
        }
    }

    private List<int> Sessions() => [.. Directory.EnumerateDirectories("/proc").Where(WorksHere).Select(folder => int.Parse(Path.GetFileName(folder)))];

    private static void Kill(int process)
    {
        try
        {
            using var session = Process.GetProcessById(process);
            session.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Whether this is a process whose working folder is the data's, as that of every process of a server is.</summary>
    private bool WorksHere(string process)
    {
        try
        {
            return int.TryParse(Path.GetFileName(process), out _) && File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName == DataFolder;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task Initialise()
    {
        Folder.Folder("data");
        if (System.Environment.IsPrivilegedProcess)
        {
            (await Tool.Run("chown", ["postgres", DataFolder])).ShouldSucceed();
            (await Tool.Run("chmod", ["755", Folder.Path])).ShouldSucceed();
        }

        string[] make =
        [
            .. AsOwner(), Path.Combine(_programs, "initdb"), "-D", DataFolder, "-U", "postgres",
            "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        ];
        (await Tool.Run(make[0], make[1..])).ShouldSucceed();
        if (_authority is not null)
            await DemandTls(_authority);
    }

    private async Task DemandTls(TestAuthority authority)
    {
        var (certificate, key) = authority.Issue("postgres");
        var (server, secret) = (Path.Combine(DataFolder, "server.crt"), Path.Combine(DataFolder, "server.key"));
        File.Copy(certificate, server);
        File.Copy(key, secret);
        File.Copy(authority.CertificateFile, Path.Combine(DataFolder, "authority.crt"));
        await File.WriteAllTextAsync(Path.Combine(DataFolder, "pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n");
        (await Tool.Run("chmod", ["600", secret])).ShouldSucceed();
        if (System.Environment.IsPrivilegedProcess)
            (await Tool.Run("chown", ["postgres", server, secret])).ShouldSucceed();
    }

    /// <summary>What a command begins with that must not run as root.</summary>
    internal static string[] AsOwner() => System.Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "env", "--chdir=/"]
        : ["env", "--chdir=/"];
}
