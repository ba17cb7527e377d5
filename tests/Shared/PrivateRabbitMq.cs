using System.Net.Sockets;

namespace CausalClipSeg.Tests;

/// <summary>A RabbitMQ node for the tests alone: own home, node name, ports and port mapper, on loopback.</summary>
public sealed class PrivateRabbitMq : PrivateServer
{
    private static readonly byte[] _protocolHeader = [(byte)'A', (byte)'M', (byte)'Q', (byte)'P', 0, 0, 9, 1];
    private readonly string _server;
    private readonly int _tickSeconds;
    private readonly Dictionary<string, string> _environment;
    private readonly ProcessGroup? _portMapper;

    /// <param name="joins">A node whose cluster it becomes part of: that one's cookie (in its home) and port mapper serve both.</param>
    private PrivateRabbitMq(string server, string portMapper, TestAuthority? authority, int tickSeconds, PrivateRabbitMq? joins = null) : base("rabbitmq", "TERM")
    {
        _server = server;
        _tickSeconds = tickSeconds;
        Node = $"tests{Port}@localhost";
        var mapperPort = joins?._environment["ERL_EPMD_PORT"] ?? $"{FreePort.Next()}";
        File.WriteAllText(Folder.File("enabled_plugins"), "[].\n");
        File.WriteAllText(Folder.File("rabbitmq.conf"), $"{Listeners(authority)}{Cluster(joins)}log.console.level = warning\n");
        _environment = new Dictionary<string, string>
        {
            ["HOME"] = joins?._environment["HOME"] ?? Folder.Folder("home"),
            ["ERL_EPMD_PORT"] = mapperPort,
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODENAME"] = Node,
            ["RABBITMQ_NODE_PORT"] = $"{Port}",
            ["RABBITMQ_DIST_PORT"] = $"{FreePort.Next()}",
            ["RABBITMQ_MNESIA_BASE"] = Folder.Folder("mnesia"),
            ["RABBITMQ_LOG_BASE"] = Folder.Folder("log"),
            ["RABBITMQ_PID_FILE"] = Folder.File("pid"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Folder.File("enabled_plugins"),
            ["RABBITMQ_CONFIG_FILE"] = Folder.File("rabbitmq.conf"),
            // No busy waiting: the tests' own processes need the cores.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = $"+sbwt none +sbwtdcpu none +sbwtdio none -kernel net_ticktime {tickSeconds}",
            ["RABBITMQ_CONF_ENV_FILE"] = Folder.File("none"),
        };
        if (joins is null)
            _portMapper = ProcessGroup.Start("epmd", Folder, "TERM", [portMapper, "-port", mapperPort, "-address", "127.0.0.1"], _environment);
    }

    public int Port { get; } = FreePort.Next();

    /// <summary>Where it does TLS, if it was given an authority.</summary>
    public int TlsPort { get; } = FreePort.Next();

    public string Node { get; }

    public static string User => "guest";

    public static string Password => "guest";

    public Uri Uri => new($"amqp://{User}:{Password}@127.0.0.1:{Port}/");

    /// <param name="authority">Also listens with TLS, and lets in only who shows a certificate of this authority.</param>
    /// <param name="tickSeconds">After so long, a quarter more or less, the nodes of its cluster miss one that hangs; the default is Erlang's.</param>
    public static async Task<PrivateRabbitMq> Start(TestAuthority? authority = null, int tickSeconds = 60)
    {
        var rabbit = new PrivateRabbitMq(Peers.Require(Peers.RabbitMq), Peers.Require(Peers.ErlangPortMapper), authority, tickSeconds);
        await rabbit.Launch();
        return rabbit;
    }

    /// <summary>A node that is part of the same cluster; it must be disposed before this one.</summary>
    public async Task<PrivateRabbitMq> StartAnother()
    {
        var rabbit = new PrivateRabbitMq(_server, Peers.Require(Peers.ErlangPortMapper), null, _tickSeconds, joins: this);
        await rabbit.Launch();
        return rabbit;
    }

    /// <summary>An empty virtual host of its own for one test; the URI that reaches it.</summary>
    public async Task<Uri> CreateVirtualHost(string name)
    {
        (await Ask($"""
            ok = rabbit_vhost:add(<<"{name}">>, <<"tests">>),
            ok = rabbit_auth_backend_internal:set_permissions(<<"{User}">>, <<"{name}">>, <<".*">>, <<".*">>, <<".*">>, <<"tests">>).
            """)).ShouldBe("ok");
        return new Uri(Uri, name);
    }

    /// <summary>Has the node itself work out some Erlang, and gives the value: rabbitmqctl would take seconds for what the node does in milliseconds.</summary>
    public async Task<string> Ask(string erlang)
    {
        var told = (await Tool.Run(Peers.Require(Peers.ErlangCall), ["-h", $"asks{Guid.NewGuid():N}", "-sname", Node, "-e"], $"{erlang}\n\n", _environment)).ShouldSucceed();
        told.Output.ShouldStartWith("{ok, ", customMessage: told.Everything);
        return told.Output.Trim()["{ok, ".Length..^1];
    }

    /// <summary>Runs rabbitmqctl against this node; some two seconds a call.</summary>
    public async Task<string> Control(params string[] arguments)
    {
        var control = Path.Combine(Path.GetDirectoryName(_server) ?? "/", "rabbitmqctl");
        var result = await Tool.Run(control, ["-q", "-n", Node, .. arguments], environment: _environment);
        return result.ShouldSucceed().Output;
    }

    /// <summary>Each queue with the number of messages in it, ready and unacknowledged together.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Queues(string virtualHost = "/")
    {
        var text = await Control("list_queues", "-p", virtualHost, "--no-table-headers", "name", "messages");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(cells => cells[0], cells => int.Parse(cells[1]));
    }

    public override async ValueTask DisposeAsync()
    {
        if (_portMapper is not null) await _portMapper.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override IEnumerable<string> Command() => [_server];

    protected override IReadOnlyDictionary<string, string> Environment() => _environment;

    private string Listeners(TestAuthority? authority)
    {
        var plain = $"listeners.tcp.default = 127.0.0.1:{Port}\n";
        if (authority is null)
            return plain;
        var (certificate, key) = authority.Issue("rabbitmq");
        return plain + $"listeners.ssl.default = 127.0.0.1:{TlsPort}\nssl_options.cacertfile = {authority.CertificateFile}\nssl_options.certfile = {certificate}\n"
            + $"ssl_options.keyfile = {key}\nssl_options.verify = verify_peer\nssl_options.fail_if_no_peer_cert = true\n";
    }

    /// <summary>A node that is started for the first time joins the cluster that its settings name.</summary>
    private string Cluster(PrivateRabbitMq? joins) => joins is null ? ""
        : $"cluster_formation.peer_discovery_backend = classic_config\ncluster_formation.classic_config.nodes.1 = {joins.Node}\ncluster_formation.classic_config.nodes.2 = {Node}\n";

    /// <summary>A broker that is up answers the protocol header with Connection.Start, a method frame (type 1).</summary>
    protected override async Task<bool> Answers()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            client.ReceiveTimeout = 1000;
            await client.Client.SendAsync(_protocolHeader);
            var first = new byte[1];
            return client.Client.Receive(first) == 1 && first[0] == 1;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
