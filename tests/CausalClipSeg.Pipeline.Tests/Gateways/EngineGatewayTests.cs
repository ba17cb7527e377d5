using System.Net;
using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Reports.Mllp;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>An HL7 engine between RIS and us, as docs/gateways.md describes its channel: one open connection, our answer handed back, queued and sent again unchanged.</summary>
public sealed class EngineGatewayTests
{
    private static readonly SyntheticCase Opacity = new(961, 256, 256) { RightZones = LungZones.Lower };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_hands_our_answers_back_and_sends_again_what_was_not_answered()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var here = new IPEndPoint(IPAddress.Loopback, pipeline.MllpPort);
        var channelPort = FreePort.Next();
        using (var open = await MllpClient.ConnectAsync(here, null, Token))
        await using (var channel = new MllpListener(
            new MllpOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, channelPort) }, async (request, cancellation) => await open.SendAsync(request.Message, cancellation), TimeProvider.System))
        {
            channel.Start();
            await pipeline.SendImage(Opacity);
            (await Send(channelPort, SyntheticHl7.Encode(Opacity))).ShouldContain("MSA|AA|");
            (await Send(channelPort, Oru.Write(null, "", "Clear lungs.", controlId: "BAD1"))).ShouldContain("MSA|AE|BAD1");
        }
        (await pipeline.CaseAtRest(SyntheticStudy.Of(Opacity).SopInstanceUid)).State.ShouldBe(CaseState.Delivered);

        // The answer was lost, the service restarted: the engine's queue sends the same bytes again.
        var waiting = Oru.Write("1.2.3", "A9", "Right lower lobe opacity.", controlId: "QUEUED1");
        (await Send(pipeline.MllpPort, waiting)).ShouldContain("MSA|AA|QUEUED1");
        await pipeline.Restart();
        (await Send(pipeline.MllpPort, waiting)).ShouldContain("MSA|AA|QUEUED1");
        (await pipeline.Read(db => db.ReportVersions.CountAsync(v => v.AccessionNumber == "A9"))).ShouldBe(1);
    }

    private static async Task<string> Send(int port, byte[] message) =>
        Encoding.UTF8.GetString(await MllpClient.SendAsync(new IPEndPoint(IPAddress.Loopback, port), message, Token));
}
