using System.Net.Sockets;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Tests.Network;
using CausalClipSeg.Tests;
using FellowOakDicom;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Storage;

public sealed class StorageScpTests
{
    [Fact]
    public async Task What_is_acknowledged_is_with_its_receiver_and_the_spool_is_empty()
    {
        using var scp = new RunningScp();
        var result = await StoreScu.SendAsync(scp.Destination, new DicomFile(Radiograph()), TestContext.Current.CancellationToken);
        result.IsStored.ShouldBeTrue(result.Message);
        var taken = scp.Receiver.Taken.ShouldHaveSingleItem();
        taken.CallingAe.ShouldBe("TESTS");
        (await DicomFile.OpenAsync(taken.Path)).Dataset.GetString(DicomTag.PatientName).ShouldBe("Müller^Åsa");
        scp.Spooled.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("radiographs/siim-pa-8bit-jpeg.dcm")]
    [InlineData("wg04/RG2_JPLL.dcm")]
    [InlineData("wg04/RG2_RLE.dcm")]
    [InlineData("wg04/RG2_JLSL.dcm")]
    [InlineData("wg04/RG1_J2KI.dcm")]
    public async Task Storescu_sends_real_radiographs_as_they_are(string radiograph)
    {
        var path = SharedData.Require($"data/dicom/{radiograph}");
        using var scp = new RunningScp();
        (await Dcmtk.StoreAsIs(scp.Options.Port, "OURS", path)).ShouldSucceed();
        var taken = scp.Receiver.Taken.ShouldHaveSingleItem();
        taken.CallingAe.ShouldBe("STORESCU");
        Hash(taken.Path).ShouldBe(Hash(path));
    }

    [Fact]
    public async Task Echoscu_is_answered()
    {
        using var scp = new RunningScp();
        (await Dcmtk.Echo(scp.Options.Port, "OURS")).ShouldSucceed();
        (await StoreScu.EchoAsync(scp.Destination, TestContext.Current.CancellationToken)).IsStored.ShouldBeTrue();
    }

    [Theory]
    [InlineData(ReceiveRefusal.OutOfResources, 0xA700, false)]
    [InlineData(ReceiveRefusal.DoesNotMatchSopClass, 0xA900, true)]
    [InlineData(ReceiveRefusal.CannotUnderstand, 0xC000, true)]
    public async Task A_refusal_reaches_the_sender_with_its_reason_and_leaves_nothing(ReceiveRefusal refusal, int status, bool isPermanent)
    {
        using var scp = new RunningScp();
        scp.Receiver.Outcome = new ReceiveOutcome.Refused(refusal, "the reason why");
        var result = await StoreScu.SendAsync(scp.Destination, new DicomFile(Radiograph()), TestContext.Current.CancellationToken);
        (result.IsStored, result.Status, result.IsPermanent).ShouldBe((false, (ushort)status, isPermanent));
        result.Message.ShouldContain("the reason why");
        scp.Spooled.ShouldBeEmpty();
    }

    public static TheoryData<string, ushort, string> NoInstances() => new()
    {
        { "another instance", 0xA900, "SOP Instance UID of the data set is not the request's." },
        { "no instance", 0xA900, "SOP Instance UID of the data set is not the request's." },
        { "another class", 0xA900, "SOP Class UID of the data set is not the request's." },
        { "no class", 0xA900, "SOP Class UID of the data set is not the request's." },
    };

    [Theory]
    [MemberData(nameof(NoInstances))]
    public async Task What_is_no_instance_is_refused_and_recorded(string what, ushort status, string sentence)
    {
        using var scp = new RunningScp();
        var file = new DicomFile(Radiograph());
        var request = new DicomCStoreRequest(file);
        Spoil(file.Dataset, what);
        DicomStatus? answer = null;
        request.OnResponseReceived = (_, response) => answer = response.Status;
        var client = DicomClientFactory.Create("127.0.0.1", scp.Options.Port, false, "TESTS", "OURS");
        await client.AddRequestAsync(request);
        await client.SendAsync(TestContext.Current.CancellationToken);

        var (uid, hasBytes, reason) = scp.Receiver.Refused.ShouldHaveSingleItem();
        (uid, hasBytes).ShouldBe((ImageUid, true));
        (answer.ShouldNotBeNull().Code, answer.ErrorComment, reason).ShouldBe((status, sentence, sentence));
        scp.Receiver.Taken.ShouldBeEmpty();
        scp.Spooled.ShouldBeEmpty();
    }

    private static void Spoil(DicomDataset dataset, string what)
    {
        if (what == "another instance") dataset.AddOrUpdate(DicomTag.SOPInstanceUID, "1.2.3");
        if (what == "no instance") dataset.Remove(DicomTag.SOPInstanceUID);
        if (what == "another class") dataset.AddOrUpdate(DicomTag.SOPClassUID, DicomUID.CTImageStorage);
        if (what == "no class") dataset.Remove(DicomTag.SOPClassUID);
    }

    [Fact]
    public async Task A_data_set_that_cannot_be_read_is_C000_recorded_and_its_comment_names_no_place_of_ours()
    {
        using var fixture = new ScpFixture();
        var recorded = await RawPeer.Record(fixture);
        // The length of Pixel Data, behind its tag and OB or OW, says more than there is.
        var pixels = recorded.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xE0, 0x7F, 0x10, 0x00, (byte)'O']);
        recorded[pixels + 10] = 0x40;
        using var scp = new RunningScp(options => options with { OtherAeTitles = ["ANY-SCP"] });
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", scp.Options.Port, TestContext.Current.CancellationToken);
        await tcp.GetStream().WriteAsync(recorded, TestContext.Current.CancellationToken);

        await Eventually.True("it is refused", () => Task.FromResult(scp.Receiver.Refused.Count == 1));

        var (_, hasBytes, reason) = scp.Receiver.Refused[0];
        hasBytes.ShouldBeTrue();
        reason.ShouldNotContain(scp.Options.SpoolFolder);
        var answer = new byte[8192];
        var length = await tcp.GetStream().ReadAtLeastAsync(answer, 300, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        answer.AsSpan(0, length).IndexOf((ReadOnlySpan<byte>)[0, 0, 0, 9, 2, 0, 0, 0, 0x00, 0xC0]).ShouldBeGreaterThan(0, "the status is C000");
        answer.AsSpan(0, length).IndexOf(System.Text.Encoding.ASCII.GetBytes(reason[..Math.Min(60, reason.Length)])).ShouldBeGreaterThan(0, reason);
        await Eventually.True("the spool is empty", () => Task.FromResult(scp.Spooled.Length == 0));
        scp.Receiver.Taken.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("OTHER", "TESTS", "CalledAENotRecognized")]
    [InlineData("OURS", "STRANGER", "CallingAENotRecognized")]
    public async Task Strangers_are_kept_out(string called, string calling, string reason)
    {
        using var scp = new RunningScp(options => options with { AllowedCallingAe = ["TESTS"] });
        var result = await StoreScu.SendAsync(scp.Destination with { CalledAe = called, CallingAe = calling }, new DicomFile(Radiograph()), TestContext.Current.CancellationToken);
        (result.IsStored, result.IsPermanent).ShouldBe((false, false), "the titles may be put right, and the same object sent again");
        result.Message.ShouldContain(reason);
        scp.Receiver.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Peers_outside_the_list_are_kept_out()
    {
        using var scp = new RunningScp(options => options with { AllowedPeers = ["192.0.2.1"] });
        (await StoreScu.EchoAsync(scp.Destination, TestContext.Current.CancellationToken)).IsStored.ShouldBeFalse();
    }

    [Fact]
    public async Task A_broken_connection_leaves_no_part_behind()
    {
        using var scp = new RunningScp();
        var large = new DicomFile(Radiograph(2000, 2000));
        using var cancellation = new CancellationTokenSource();
        using (var connection = new TcpClient("127.0.0.1", scp.Options.Port)) await connection.GetStream().WriteAsync(new byte[] { 1, 0, 0, 0, 0 }, TestContext.Current.CancellationToken);
        cancellation.CancelAfter(5);
        await Should.NotThrowAsync(async () =>
        {
            try
            {
                await StoreScu.SendAsync(scp.Destination, large, cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                // The sender gave up in the middle, which is what this is about.
            }
        });
        await Eventually.True("the spool is empty", () => Task.FromResult(scp.Spooled.Length == 0));
    }

    [Fact]
    public void What_another_process_is_receiving_into_a_shared_spool_stays_when_this_one_starts()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("arriving.part"), "half an instance");
        using var scp = new RunningScp(options => options with { SpoolFolder = folder.Path });
        scp.Spooled.Length.ShouldBe(1);
    }

    private static string Hash(string path) => StoredPixels.Write(DicomFile.Open(path).Dataset, Stream.Null).Value.Sha256;
}
