using System.Net.Sockets;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>The product's own program as a process that can be killed.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("worker");
    private readonly ProcessGroup _process;

    private WorkerProcess(IReadOnlyList<string> program, IReadOnlyDictionary<string, string> settings, string roles, string? crashAt)
    {
        string[] command =
        [
            .. program, "--roles", roles, .. settings.Select(pair => $"{pair.Key}={pair.Value}"),
            $"Intake:DicomPort={DicomPort}", $"Intake:MllpPort={MllpPort}", $"Status:Port={StatusPort}",
        ];
        var environment = new Dictionary<string, string> { ["DOTNET_TieredPGO"] = "0" };
        if (crashAt is not null)
            environment[CrashPoints.Variable] = crashAt;
        if (System.Environment.GetEnvironmentVariable("DOTNET_ROOT") is null && Path.GetDirectoryName(System.Environment.ProcessPath) is { } own && File.Exists(Path.Combine(own, "dotnet")))
            environment["DOTNET_ROOT"] = own;
        _process = ProcessGroup.Start("worker", _folder, "KILL", command, environment);
    }

    /// <summary>What starts the product's own <c>run</c>, before its roles and settings.</summary>
    public static IReadOnlyList<string> Product { get; } = [Path.Combine(AppContext.BaseDirectory, "causalclipseg"), "run"];

    public int DicomPort { get; } = FreePort.Next();

    public int MllpPort { get; } = FreePort.Next();

    public int StatusPort { get; } = FreePort.Next();

    /// <summary>Returns when its doors are open, or when it has ended before (an armed crash point may lie on the way).</summary>
    public static Task<WorkerProcess> StartAsync(FaultWorld world, string roles, string? crashAt = null) => StartAsync(world.Program, world.Settings(), roles, crashAt);

    /// <param name="program">What is started, before the roles and settings.</param>
    /// <param name="settings">Everything but the ports.</param>
    /// <param name="roles">As <c>run</c> takes them.</param>
    /// <param name="crashAt">The crash point that is armed, with its passage.</param>
    public static async Task<WorkerProcess> StartAsync(IReadOnlyList<string> program, IReadOnlyDictionary<string, string> settings, string roles, string? crashAt = null)
    {
        var worker = new WorkerProcess(program, settings, roles, crashAt);
        try
        {
            await worker._process.Ready(worker.AnswersAsync, TimeSpan.FromSeconds(120));
        }
        catch (InvalidOperationException) when (crashAt is not null)
        {
            // The crash point lay on the way.
        }
        return worker;
    }

    public Task<bool> IsAliveAsync() => _process.IsAlive();

    /// <summary>What the process and its children have used so far.</summary>
    public TimeSpan ProcessorTime() => _process.ProcessorTime();

    /// <summary>Resident bytes.</summary>
    public long Memory() => _process.Memory();

    public Task KillAsync() => _process.Stop("KILL");

    /// <summary>Asks it to end as a deployment does; how long it took.</summary>
    public Task StopAsync() => _process.Stop("TERM", TimeSpan.FromSeconds(40));

    public string LogTail() => _process.LogTail(60);

    /// <summary>All that it has written so far.</summary>
    public string Log => _process.LogTail(int.MaxValue);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _folder.DisposeAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", StatusPort);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
