using System.Globalization;
using System.Net;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;

namespace CausalClipSeg.Tests;

/// <summary>The sockets of the real process, as the kernel lists them.</summary>
public sealed class ListeningTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll");

    [Fact]
    public async Task Unless_a_site_opens_it_nothing_listens_beyond_this_machine_a_second_service_on_the_same_store_is_refused_and_a_second_signal_ends_it()
    {
        await using var folder = new TemporaryFolder("listening");
        var root = folder.Folder("storage");
        int[] ports = [FreePort.Next(), FreePort.Next(), FreePort.Next()];
        string[] settings = [$"Storage:Root={root}", $"Intake:DicomPort={ports[0]}", $"Intake:MllpPort={ports[1]}", $"Status:Port={ports[2]}", "Intake:Dicom:DrainSeconds=300", "Broker:DrainSeconds=300"];
        await using var worker = ProcessGroup.Start("worker", folder, "KILL", ["dotnet", Program, "run", .. settings]);
        await worker.Ready(() => Task.FromResult(Listening(root).Count >= ports.Length), TimeSpan.FromSeconds(90));

        var listening = Listening(root);

        listening.Select(endpoint => endpoint.Port).ShouldBe(ports, ignoreOrder: true, "the three doors and no other");
        listening.ShouldAllBe(endpoint => IPAddress.IsLoopback(endpoint.Address));

        var second = await Tool.Run("dotnet", [Program, "run", $"Storage:Root={root}", $"Intake:DicomPort={FreePort.Next()}", $"Intake:MllpPort={FreePort.Next()}", $"Status:Port={FreePort.Next()}"]);
        var first = Directory.GetDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _) && Says(process, root) && Says(process, "dotnet\0")).Select(Path.GetFileName);
        second.ExitCode.ShouldBe(1, second.Everything);
        second.Error.Trim().ShouldBe($"Another service (process {first.Single(process => second.Error.Contains($"process {process} "))} on {Environment.MachineName}) works with Storage:Root={root} already, and embedded there can be one only. "
            + "End it, give this one a Storage:Root of its own, or let both share Database:Postgres and Broker:RabbitMq.");

        await EndsAtASecondSignal(worker, ports[0]);
    }

    /// <summary>An association that stays open keeps a service that was told to stop from ending, for Intake:Dicom:DrainSeconds.</summary>
    private static async Task EndsAtASecondSignal(ProcessGroup worker, int port)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var client = DicomClientFactory.Create("127.0.0.1", port, useTls: false, "TESTS", "CAUSALCLIPSEG");
        client.ClientOptions.AssociationLingerTimeoutInMs = 600_000;
        var answered = new TaskCompletionSource();
        await client.AddRequestAsync(new DicomCEchoRequest { OnResponseReceived = (_, _) => answered.TrySetResult() });
        var open = client.SendAsync(over.Token);
        await answered.Task.WaitAsync(TimeSpan.FromSeconds(60), over.Token);

        await worker.Signal("TERM");
        await Eventually.True("it says that it stops", () => Task.FromResult(worker.LogTail().Contains("Stopping: what is in flight is finished first", StringComparison.Ordinal)));
        (await worker.IsAlive()).ShouldBeTrue(worker.LogTail());
        await worker.Stop("TERM", TimeSpan.FromSeconds(120));

        worker.LogTail().ShouldEndWith("Ended at once, by a second signal. What was in flight is taken up again at the next start.");
        await over.CancelAsync();
        await open.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What the processes listen on whose command line holds the text.</summary>
    private static List<IPEndPoint> Listening(string text)
    {
        var inodes = Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _) && Says(folder, text)).SelectMany(Sockets).ToHashSet();
        return [.. new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(table => File.ReadLines(table).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(cells => cells[3] == "0A" && inodes.Contains($"socket:[{cells[9]}]"))
            .Select(cells => EndPoint(cells[1]))];
    }

    private static bool Says(string process, string text)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains(text, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Sockets(string process)
    {
        try
        {
            return [.. Directory.GetFiles(Path.Combine(process, "fd")).Select(file => new FileInfo(file).LinkTarget ?? "").Where(target => target.StartsWith("socket:", StringComparison.Ordinal))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>The kernel writes each 32-bit word of an address in the order of this machine's bytes.</summary>
    private static IPEndPoint EndPoint(string text)
    {
        var colon = text.IndexOf(':');
        var bytes = Convert.FromHexString(text[..colon]);
        for (var word = 0; word < bytes.Length; word += 4)
            Array.Reverse(bytes, word, 4);
        var address = new IPAddress(bytes);
        return new(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, int.Parse(text[(colon + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
