namespace CausalClipSeg.Tests;

/// <summary>A program written by others that our work is tried against; where it lives, and which Debian package brings it.</summary>
public sealed record Peer(string Name, string Package, params string[] Places)
{
    /// <summary>The path of its executable, or null where it is not installed; a place may hold one <c>*</c> folder, the latest of which wins.</summary>
    public string? Find() => Places.SelectMany(Expand).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Expand(string place)
    {
        if (!Path.IsPathRooted(place))
            return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(folder => Path.Combine(folder, place));
        var star = place.IndexOf("/*/", StringComparison.Ordinal);
        if (star < 0) return [place];
        var above = place[..star];
        return Directory.Exists(above)
            ? Directory.GetDirectories(above).OrderDescending().Select(folder => folder + place[(star + 2)..])
            : [];
    }
}

/// <summary>The peers of the tests; one that is absent skips the test with the reason, or fails it where PIPELINE_TESTS_REQUIRE is 1.</summary>
public static class Peers
{
    public static readonly Peer RabbitMq = new("RabbitMQ", "rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server");
    public static readonly Peer ErlangPortMapper = new("epmd", "erlang-base", "epmd");
    public static readonly Peer ErlangCall = new("erl_call", "erlang-base", "/usr/lib/erlang/bin/erl_call", "erl_call");
    public static readonly Peer Postgres = new("PostgreSQL", "postgresql", "/usr/lib/postgresql/*/bin/postgres", "/usr/bin/postgres");
    public static readonly Peer PgBouncer = new("PgBouncer", "pgbouncer", "pgbouncer");
    public static readonly Peer Orthanc = new("Orthanc", "orthanc", "Orthanc");
    public static readonly Peer OrthancDicomWeb = new(
        "Orthanc's DICOMweb plugin", "orthanc-dicomweb",
        "/usr/share/orthanc/plugins/libOrthancDicomWeb.so", "/usr/local/share/orthanc/plugins/libOrthancDicomWeb.so");
    public static readonly Peer Dcmtk = new("DCMTK", "dcmtk", "storescu");
    public static readonly Peer Dciodvfy = new("dciodvfy", "dicom3tools", "dciodvfy");
    public static readonly Peer Pydicom = new("pydicom", "python3-pydicom", "/usr/lib/python3/dist-packages/pydicom/__init__.py");
    public static readonly Peer Pika = new("pika", "python3-pika", "/usr/lib/python3/dist-packages/pika/__init__.py");
    public static readonly Peer Numpy = new("numpy", "python3-numpy", "/usr/lib/python3/dist-packages/numpy/__init__.py");
    public static readonly Peer Torch = new("PyTorch", "python3-torch", "/usr/lib/python3/dist-packages/torch/__init__.py");
    public static readonly Peer Node = new("Node.js", "nodejs", "node");
    public static readonly Peer Chromium = new("Chromium", "chromium-headless-shell", "chromium-headless-shell", "chromium");
    public static readonly Peer DockerCompose = new("docker-compose", "docker-compose", "docker-compose");
    public static readonly Peer SystemdAnalyze = new("systemd-analyze", "systemd", "systemd-analyze");
    public static readonly Peer Systemd = new("systemd", "systemd", "/lib/systemd/systemd");
    public static readonly Peer Npm = new("npm", "npm", "npm");

    public static bool Required => Environment.GetEnvironmentVariable("PIPELINE_TESTS_REQUIRE") == "1";

    /// <summary>The executable's path; otherwise the running test is skipped or failed with the package that is missing.</summary>
    public static string Require(Peer peer)
    {
        if (peer.Find() is { } path) return path;
        var reason = $"{peer.Name} is not installed here; install it with: apt-get install {peer.Package}.";
        if (Required) Assert.Fail(reason);
        Assert.Skip(reason);
        return "";
    }
}
