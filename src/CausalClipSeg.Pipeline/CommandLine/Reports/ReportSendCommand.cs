using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using CausalClipSeg.Reports.Hl7;
using CausalClipSeg.Reports.Mllp;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>report send FILE…</c>: HL7 v2 messages over MLLP, as a RIS sends them, with the answer to each.</summary>
internal static class ReportSendCommand
{
    private const int MllpPort = 2575;

    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("files") { Description = "HL7 v2 messages (ORU^R01), one a file.", Arity = ArgumentArity.OneOrMore };
        var host = new Option<string>("--host") { Description = "Host of the MLLP listener.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "Its port.", DefaultValueFactory = _ => MllpPort };
        var timeout = new Option<double>("--timeout") { Description = "Seconds to wait for an answer.", DefaultValueFactory = _ => 30 };
        CommonOptions.Within(port, 1, IPEndPoint.MaxPort);
        var json = CommonOptions.Json();
        var command = new Command("send", "Sends HL7 v2 messages over MLLP and shows the answer to each; exit code 1 when one is not accepted.") { files, host, port, timeout, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(parsed.GetRequiredValue(timeout)));
            var answers = new List<Answered>();
            try
            {
                var endpoint = await EndpointAsync(parsed.GetRequiredValue(host), parsed.GetRequiredValue(port), patience.Token).ConfigureAwait(false);
                foreach (var file in parsed.GetRequiredValue(files))
                    answers.Add(await SendAsync(endpoint, file, patience.Token).ConfigureAwait(false));
            }
            catch (SocketException away)
            {
                throw new RefusedException($"{parsed.GetValue(host)}:{parsed.GetValue(port)} does not answer: {away.Message}. Check --host and --port, and that the service runs with the role intake (Intake:MllpPort).");
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new RefusedException($"{parsed.GetValue(host)}:{parsed.GetValue(port)} gave no answer within {parsed.GetValue(timeout)} s. Is it an MLLP listener? --timeout waits longer.");
            }
            answers.ForEach(answer => Output.Say($"{answer.File}: {answer.Code}{(answer.Text is { Length: > 0 } text ? $" {text}" : "")}"));
            if (parsed.GetValue(json))
                Output.WriteJson(new { accepted = answers.Count(answer => answer.IsAccepted), answers });
            return answers.TrueForAll(answer => answer.IsAccepted) ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static async Task<IPEndPoint> EndpointAsync(string host, int port, CancellationToken cancellation) =>
        new((await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false))[0], port);

    private static async Task<Answered> SendAsync(IPEndPoint endpoint, FileInfo file, CancellationToken cancellation)
    {
        var message = await File.ReadAllBytesAsync(file.FullName, cancellation).ConfigureAwait(false);
        if (!Hl7Message.LooksLike(message))
            throw new RefusedException($"{file.FullName} is no HL7 v2 message: it does not begin with MSH.");
        // Files hold lines; HL7 ends its segments with a carriage return alone (chapter 2.5.4).
        var segments = System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(message).ReplaceLineEndings("\r"));
        var reply = Hl7Message.Read(await MllpClient.SendAsync(endpoint, segments, cancellation).ConfigureAwait(false)).Message?.First("MSA");
        return new Answered(file.Name, reply?.Value(1) ?? "no acknowledgement", reply?.Rest(3, 0));
    }

    private sealed record Answered(string File, string Code, string? Text)
    {
        public bool IsAccepted => Code is "AA" or "CA";
    }
}
