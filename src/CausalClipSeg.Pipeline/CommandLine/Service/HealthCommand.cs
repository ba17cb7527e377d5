using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Hosting;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>health</c>: asks the service beside it whether it is ready, for container platforms whose images hold no other HTTP client.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static Command Create()
    {
        var settings = CommonOptions.Settings();
        var json = CommonOptions.Json();
        var command = new Command("health", "Asks the service on this machine whether it is ready: exit code 0 when it is, 1 when it is not.") { settings, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var status = new StatusOptions();
            PipelineConfiguration.Add(new ConfigurationBuilder(), Settings.Parse(parsed.GetValue(settings))).Build().GetSection(StatusOptions.Section).Bind(status);
            var (ready, answer) = await AskAsync(status, cancellation).ConfigureAwait(false);
            Output.Say(answer);
            if (parsed.GetValue(json))
                Output.WriteJson(new { ready, answer = answer.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(answer) : JsonSerializer.SerializeToElement(answer) });
            return ready ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static async Task<(bool Ready, string Answer)> AskAsync(StatusOptions status, CancellationToken cancellation)
    {
        var address = new Uri($"{(status.Tls.Enabled ? "https" : "http")}://{Reachable(status.Address)}:{status.Port}/health/ready");
        using var channel = new SocketsHttpHandler { UseProxy = false }; // the service is on this machine, whatever proxy leads elsewhere
        if (status.Tls.Identity() is { } identity)
        {
            // A renewed file that cannot be used is no fault of the service, which goes on with the former one.
            if (identity.RequireClientCertificate)
                channel.SslOptions = identity.ClientOptions();
            // It bears the name that others reach us by, and need not be the one that the file holds now. Nothing is told to whoever shows it.
            channel.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        }
        using var http = new HttpClient(channel) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(address, cancellation).ConfigureAwait(false);
            return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
        }
        catch (HttpRequestException nobody)
        {
            return (false, $"Nobody answers at {address}: {nobody.Message.TrimEnd('.')}. Is the service running there with the role status?");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (false, $"{address} gave no answer within {Patience.TotalSeconds:F0} s.");
        }
    }

    /// <summary>A listener on every address is asked on the loopback one.</summary>
    private static string Reachable(string address) =>
        address is "0.0.0.0" or "*" or "+" ? "127.0.0.1"
        : IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{(ip.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : ip)}]"
        : address;
}
