using System.Net;
using System.Net.Sockets;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Tests;
using FellowOakDicom;
using FellowOakDicom.Network;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Storage;

/// <summary>Peers that stop answering: every wait has an end, and what follows goes over a new association.</summary>
public sealed class SilentPeerTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_peer_that_takes_the_connection_and_says_nothing_is_given_up()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var destination = new PacsDestination("127.0.0.1", ((IPEndPoint)mute.LocalEndpoint).Port, "MUTE", "TESTS") { Timeout = Short };
        var result = await StoreScu.EchoAsync(destination, Token);
        (result.IsStored, result.Status, result.IsPermanent).ShouldBe((false, null, false));
        result.Message.ShouldContain("MUTE@127.0.0.1");
        result.Message.ShouldContain("answer");
        var found = await QueryScu.FindAsync(destination, DicomQueryRetrieveLevel.Study, [], Token);
        found.Failure.ShouldNotBeNull().IsPermanent.ShouldBeFalse();
    }

    [Fact]
    public async Task After_an_answer_that_does_not_come_the_next_object_goes_over_a_new_association()
    {
        using var scp = new RunningScp();
        var held = new TaskCompletionSource();
        List<DicomFile> files = [.. Enumerable.Range(0, 3).Select(_ => Other())];
        scp.Receiver.Hold = held.Task;
        scp.Receiver.Holds = dataset => Uid(dataset) == Uid(files[1].Dataset);

        var results = await StoreScu.SendAsync(scp.Destination with { Timeout = 6 * Short }, files, Token);

        results.Select(result => result.IsStored).ShouldBe([true, false, true], string.Join('\n', results.Select(result => result.Message)));
        (results[1].Status, results[1].IsPermanent).ShouldBe((null, false));
        results[1].Message.ShouldContain("did not answer within 6 s; the association was aborted");
        held.SetResult();
        await Eventually.True("the object that was held has left the spool", () => Task.FromResult(scp.Spooled.Length == 0));
    }

    [Fact]
    public async Task A_peer_that_answers_for_nothing_is_waited_for_once_and_not_for_each_object()
    {
        using var scp = new RunningScp();
        var held = new TaskCompletionSource();
        scp.Receiver.Hold = held.Task;
        var results = await StoreScu.SendAsync(scp.Destination with { Timeout = 3 * Short }, [Other(), Other(), Other()], Token);
        results.ShouldAllBe(result => !result.IsStored && !result.IsPermanent && result.Message.Contains("did not answer within 3 s"));
        scp.Spooled.ShouldHaveSingleItem();
        held.SetResult();
        await Eventually.True("the spool is empty", () => Task.FromResult(scp.Spooled.Length == 0));
    }

    [Fact]
    public async Task A_storescp_that_hangs_is_given_up_and_takes_the_object_when_it_is_back()
    {
        await using var peer = await PrivateStoreScp.Start();
        var destination = new PacsDestination("127.0.0.1", peer.Port, "STORESCP", "TESTS") { Timeout = Short };
        await peer.Pause();
        var silent = await StoreScu.SendAsync(destination, new DicomFile(Radiograph()), Token);
        (silent.IsStored, silent.IsPermanent).ShouldBe((false, false), silent.Message);
        await peer.Resume();
        await Eventually.True("the object is stored", async () => (await StoreScu.SendAsync(destination with { Timeout = 10 * Short }, new DicomFile(Radiograph()), Token)).IsStored);
    }

    [Fact]
    public async Task A_storescp_that_sleeps_over_an_object_is_given_up()
    {
        await using var peer = await PrivateStoreScp.Start("--sleep-during", "60");
        var result = await StoreScu.SendAsync(
            new PacsDestination("127.0.0.1", peer.Port, "STORESCP", "TESTS") { Timeout = 3 * Short }, new DicomFile(Radiograph(600, 600)), Token);
        (result.IsStored, result.Status, result.IsPermanent).ShouldBe((false, null, false), result.Message);
        result.Message.ShouldContain("did not answer within 3 s");
    }

    [Fact]
    public async Task A_sender_that_falls_silent_inside_an_object_does_not_keep_others_waiting()
    {
        using var scp = new RunningScp();
        using var folder = new TemporaryFolder();
        new DicomFile(Radiograph()).Save(folder.File("a.dcm"));
        using var stopped = new TcpClient("127.0.0.1", scp.Options.Port);
        // A P-DATA-TF of 100 bytes is announced and never comes.
        await stopped.GetStream().WriteAsync(new byte[] { 4, 0, 0, 0, 0, 100, 0, 0 }, Token);
        (await Dcmtk.StoreWith([], scp.Options.Port, "OURS", folder.File("a.dcm"))).ShouldSucceed();
    }

    private static DicomFile Other()
    {
        var dataset = Radiograph();
        dataset.AddOrUpdate(DicomTag.SOPInstanceUID, DicomUID.Generate());
        return new DicomFile(dataset);
    }

    private static string Uid(DicomDataset dataset) => dataset.GetString(DicomTag.SOPInstanceUID);
}
