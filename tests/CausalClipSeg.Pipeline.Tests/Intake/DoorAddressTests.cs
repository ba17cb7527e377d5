using System.Net;
using System.Net.Sockets;

namespace CausalClipSeg.Tests;

/// <summary>A door that cannot be opened: the service does not start, and the sentence names the setting.</summary>
public sealed class DoorAddressTests
{
    private static readonly string[] Ports = ["Intake:DicomPort", "Intake:MllpPort", "Status:Port"];

    [Theory]
    [InlineData("DICOM", "Intake:DicomPort", "intake,status")]
    [InlineData("MLLP", "Intake:MllpPort", "intake,status")]
    [InlineData("HTTP", "Status:Port", "intake,worker,trainer,status")]
    public async Task A_port_that_another_program_has_ends_the_start_in_a_sentence_that_names_its_setting(string door, string setting, string roles)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        (await Started(roles, [.. Ports.Select(name => $"{name}={(name == setting ? port : FreePort.Next())}")]))
            .ShouldBe($"The {door} door cannot listen on 127.0.0.1:{port}: another program listens there. End it, or give another port in {setting}.");
    }

    [Fact]
    public async Task An_address_that_is_not_this_machines_ends_the_start_in_a_sentence_that_names_its_setting() =>
        (await Started("intake,status", ["Intake:MllpAddress=192.0.2.1", .. Ports.Select(name => $"{name}={FreePort.Next()}")]))
            .ShouldContain("this machine has no such address. Correct Intake:MllpAddress; 0.0.0.0 is every address it has.");

    /// <summary>What the service said last as it refused to start; nothing that was still beginning is a fault of its own.</summary>
    private static async Task<string> Started(string roles, string[] settings)
    {
        await using var folder = new TemporaryFolder("doors");
        var refused = await Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), "run", "--roles", roles, $"Storage:Root={folder.Path}", .. settings]);
        refused.ExitCode.ShouldBe(1, refused.Everything);
        refused.Error.ShouldNotContain("BackgroundService");
        refused.Error.ShouldNotContain("INTERNAL ASSERT");
        refused.Error.ShouldNotContain("   at ", customMessage: "no trace above the sentence");
        return refused.Error.TrimEnd().Split('\n')[^1];
    }
}
