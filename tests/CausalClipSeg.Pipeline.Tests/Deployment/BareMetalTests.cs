using System.Net;

namespace CausalClipSeg.Tests;

/// <summary>The installation without containers: what deploy/install lays out, the units as systemd reads them, and their own command lines run as they say.</summary>
public sealed class BareMetalTests(RealServers servers)
{
    private const string Nobody = "65534";
    private static readonly string[] Units = ["causalclipseg.service", "causalclipseg-trainer.service"];

    [Fact]
    public async Task Systemd_has_nothing_to_say_against_the_units_and_finds_them_well_closed()
    {
        var analyze = Peers.Require(Peers.SystemdAnalyze);
        await using var folder = new TemporaryFolder("units");
        foreach (var unit in Units)
        {
            // The program is not installed here; everything else of the unit is judged as it is.
            var text = (await File.ReadAllTextAsync(RepositoryRoot.Combine("deploy", "systemd", unit), TestContext.Current.CancellationToken)).Replace("/opt/causalclipseg/causalclipseg", "/bin/true", StringComparison.Ordinal);
            await File.WriteAllTextAsync(folder.File(unit), text, TestContext.Current.CancellationToken);
            var verified = (await Tool.Run(analyze, ["verify", "--man=no", folder.File(unit)])).ShouldSucceed();
            verified.Everything.ShouldNotContain(unit, Case.Sensitive, verified.Everything);
            // 0 is sealed, 10 is wide open.
            (await Tool.Run(analyze, ["security", "--offline=true", "--no-pager", "--threshold=25", folder.File(unit)])).ShouldSucceed();
        }
    }

    [Fact]
    public async Task What_the_unit_starts_migrates_runs_and_is_ready_as_nobody_on_a_read_only_system()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("Only root can make the system read-only for one process.");
        var rabbit = await (await servers.RabbitMq()).CreateVirtualHost($"bare-{Guid.NewGuid():n}");
        var database = await (await servers.Postgres()).CreateDatabase("bare");
        await using var folder = new TemporaryFolder("bare");
        (await Tool.Run("chmod", ["755", folder.Path])).ShouldSucceed();
        (await Tool.Run(RepositoryRoot.Combine("deploy", "install"), ["--root", folder.Folder("root"), "--app", AppContext.BaseDirectory])).ShouldSucceed();
        var (etc, state) = (folder.File("root", "etc", "causalclipseg"), folder.Folder("state"));
        await File.WriteAllTextAsync(Path.Combine(etc, "secrets", "Broker__RabbitMq"), rabbit.ToString(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(etc, "secrets", "Database__Postgres"), database, TestContext.Current.CancellationToken);
        (await File.ReadAllTextAsync(Path.Combine(etc, "secrets", "Labels__ReaderKey"), TestContext.Current.CancellationToken)).Length.ShouldBe(44);
        (await Tool.Run("chown", ["-R", $"{Nobody}:{Nobody}", state, Path.Combine(etc, "secrets")])).ShouldSucceed();
        var unit = await File.ReadAllLinesAsync(folder.File("root", "etc", "systemd", "system", Units[0]), TestContext.Current.CancellationToken);
        string Line(string key) => unit.Single(line => line.StartsWith($"{key}=", StringComparison.Ordinal))[(key.Length + 1)..].Replace("/opt/", folder.File("root", "opt") + "/", StringComparison.Ordinal);
        var port = FreePort.Next();
        var environment = EnvironmentOf(unit).ToDictionary(pair => pair.Key, pair => pair.Value.Replace("%d", Path.Combine(etc, "secrets"), StringComparison.Ordinal).Replace("/var/lib/causalclipseg", state, StringComparison.Ordinal));
        environment["TMPDIR"] = state;
        environment["Status__Port"] = $"{port}";
        environment["Intake__DicomPort"] = $"{FreePort.Next()}";
        environment["Intake__MllpPort"] = $"{FreePort.Next()}";

        // As ProtectSystem=strict, StateDirectory and the empty bounding set have it.
        string[] Sealed(string command) =>
        [
            "unshare", "--mount", "bash", "-euc", "mount --bind \"$0\" \"$0\"; mount -o remount,bind,ro /; cd \"$1\"; exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all $2", state, etc, command,
        ];
        var migrate = Sealed(Line("ExecStartPre"));
        (await Tool.Run(migrate[0], migrate[1..], environment: environment)).ShouldSucceed();
        await using var service = ProcessGroup.Start("service", folder, "TERM", Sealed(Line("ExecStart")), environment);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        await service.Ready(async () => await Answers(client), TimeSpan.FromSeconds(90));

        (await client.GetStringAsync("health/ready", TestContext.Current.CancellationToken)).ShouldContain("ready");
        await service.Stop("TERM", TimeSpan.FromSeconds(60));
        service.LogTail().ShouldNotContain("Unhandled exception");
    }

    private static IEnumerable<KeyValuePair<string, string>> EnvironmentOf(IEnumerable<string> unit) => unit
        .Where(line => line.StartsWith("Environment=", StringComparison.Ordinal)).SelectMany(line => line["Environment=".Length..].Split(' '))
        .Select(pair => KeyValuePair.Create(pair.Split('=')[0], pair[(pair.IndexOf('=') + 1)..]));

    private static async Task<bool> Answers(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("health/ready")).StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
