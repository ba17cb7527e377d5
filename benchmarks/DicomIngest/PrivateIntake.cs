using System.Net.Sockets;

namespace CausalClipSeg.Benchmarks.DicomIngest;

/// <summary>The product itself, as <c>run --roles intake</c> on SQLite: what it acknowledges is on disk, indexed, and announced to the next stage.</summary>
internal sealed class PrivateIntake() : PrivateServer("intake", "TERM")
{
    public const string AeTitle = "CAUSALCLIPSEG";

    public int DicomPort { get; } = FreePort.Next();

    private int MllpPort { get; } = FreePort.Next();

    private int StatusPort { get; } = FreePort.Next();

    /// <summary>Resident memory of the process in bytes.</summary>
    public long ResidentBytes()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)))
        {
            if (!IsOurs(process))
                continue;
            var line = File.ReadLines(Path.Combine(process, "status")).First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
        }
        throw new InvalidOperationException($"The intake process has ended:\n{LogTail()}");
    }

    protected override IEnumerable<string> Command() =>
    [
        Path.Combine(AppContext.BaseDirectory, "causalclipseg"), "run", "--roles", "intake",
        $"Storage:Root={Folder.Folder("root")}", $"Intake:DicomPort={DicomPort}", $"Intake:MllpPort={MllpPort}", $"Status:Port={StatusPort}",
    ];

    protected override async Task<bool> Answers()
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync("127.0.0.1", DicomPort).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private bool IsOurs(string process)
    {
        try
        {
            var arguments = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
            return arguments[0].EndsWith("/causalclipseg", StringComparison.Ordinal) && arguments.Contains($"Intake:DicomPort={DicomPort}");
        }
        catch (IOException)
        {
            return false;
        }
    }
}
