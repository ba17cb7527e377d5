using FellowOakDicom;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>The same conversations with implementations that others wrote.</summary>
public sealed class RealPeerTests(RealServers servers)
{
    [Fact]
    public async Task Dcmtks_echoscu_is_answered()
    {
        using var scp = new ScpFixture();
        (await Dcmtk.Echo(scp.Port)).ShouldSucceed();
    }

    [Theory]
    [InlineData("-xe", "-pdu", "4096")]
    [InlineData("-xb", "-pdu", "131072")]
    [InlineData("-xi", "--max-send-pdu", "4096")]
    [InlineData("-xd")]
    public async Task Dcmtks_storescu_stores_in_every_native_syntax_and_unit_size(params string[] options)
    {
        using var scp = new ScpFixture();
        using var folder = new TemporaryFolder();
        var file = NetworkObjects.Capture(500);
        file.Save(folder.File("a.dcm"));
        (await Dcmtk.StoreWith(options, scp.Port, "ANY-SCP", folder.File("a.dcm"))).ShouldSucceed();
        scp.Behaviour.Stored[NetworkObjects.Uid(file.Dataset)].ShouldBe(NetworkObjects.Pixels(file.Dataset));
    }

    [Fact]
    public async Task Dcmtks_storescu_stores_a_compressed_object_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        NetworkObjects.Capture(500).Save(folder.File("a.dcm"));
        (await Dcmtk.Run("dcmcrle", folder.File("a.dcm"), folder.File("rle.dcm"))).ShouldSucceed();
        var received = "";
        using var scp = new ScpFixture(new ScpBehaviour
        {
            Accepts = [DicomTransferSyntax.RLELossless],
            Keep = request =>
            {
                received = Fragments(request.Dataset!);
                return Task.FromResult(DicomStatus.StorageCoercionOfDataElements);
            },
        });
        (await Dcmtk.StoreAsIs(scp.Port, "ANY-SCP", folder.File("rle.dcm"))).ShouldSucceed();
        received.ShouldBe(Fragments(DicomFile.Open(folder.File("rle.dcm")).Dataset));
    }

    [Fact]
    public async Task Dcmtks_storescu_aborts_and_the_next_one_is_served()
    {
        using var scp = new ScpFixture();
        using var folder = new TemporaryFolder();
        NetworkObjects.Capture().Save(folder.File("a.dcm"));
        await Dcmtk.StoreWith(["--abort"], scp.Port, "ANY-SCP", folder.File("a.dcm"));
        await Eventually.True("the abort was told", () => Task.FromResult(scp.Behaviour.Aborts.Count == 1));
        (await Dcmtk.Echo(scp.Port)).ShouldSucceed();
    }

    [Theory]
    [InlineData("+xa", "-pdu", "4096")]
    [InlineData("+xi", "-pdu", "131072")]
    [InlineData("+xb", "-pdu", "16384")]
    public async Task Dcmtks_storescp_takes_our_objects_whole(params string[] options)
    {
        await using var storescp = await PrivateStoreScp.Start(options);
        var file = NetworkObjects.Capture(900);
        (await ScpFixture.Store(ScpFixture.ClientTo(storescp.Port), file, NetworkObjects.Capture(20))).ShouldAllBe(s => s == DicomStatus.Success);
        var received = storescp.Received.Select(f => DicomFile.Open(f)).Single(f => NetworkObjects.Uid(f.Dataset) == NetworkObjects.Uid(file.Dataset));
        NetworkObjects.Pixels(received.Dataset).ShouldBe(NetworkObjects.Pixels(file.Dataset));
    }

    [Fact]
    public async Task Dcmtks_storescp_that_aborts_is_an_exception()
    {
        await using var storescp = await PrivateStoreScp.Start("--abort-during");
        // The abort itself, or a reset that overtook it while we were still sending, which fo-dicom hands on as it came.
        var failure = await Should.ThrowAsync<Exception>(
            () => ScpFixture.Store(ScpFixture.ClientTo(storescp.Port), NetworkObjects.Capture(900)));
        (failure is DicomNetworkException or IOException).ShouldBeTrue(failure.ToString());
    }

    [Fact]
    public async Task Dcmtks_storescp_that_refuses_says_so()
    {
        await using var storescp = await PrivateStoreScp.Start("--refuse");
        await Should.ThrowAsync<DicomAssociationRejectedException>(
            () => ScpFixture.Store(ScpFixture.ClientTo(storescp.Port), NetworkObjects.Capture()));
    }

    [Fact]
    public async Task Orthanc_stores_finds_and_moves_our_object_back()
    {
        var orthanc = await servers.Orthanc();
        using var scp = new ScpFixture();
        await orthanc.AddModality("net-tests", "NETTESTS", scp.Port);
        var file = NetworkObjects.Capture(128);
        var study = file.Dataset.GetSingleValue<string>(DicomTag.StudyInstanceUID);
        (await ScpFixture.Store(Orthanc(orthanc), file)).ShouldBe([DicomStatus.Success]);

        var found = new List<string>();
        var find = new DicomCFindRequest(DicomQueryRetrieveLevel.Study)
        {
            OnResponseReceived = (_, r) =>
            {
                if (r.Dataset is { } match) found.Add(match.GetSingleValue<string>(DicomTag.StudyInstanceUID));
            },
        };
        find.Dataset!.AddOrUpdate(DicomTag.StudyInstanceUID, study);
        DicomCMoveResponse? moved = null;
        var client = Orthanc(orthanc);
        await client.AddRequestAsync(find);
        await client.AddRequestAsync(new DicomCMoveRequest("NETTESTS", study) { OnResponseReceived = (_, r) => moved = r });
        await client.SendAsync(TestContext.Current.CancellationToken);
        found.ShouldBe([study]);
        moved.ShouldNotBeNull().Status.ShouldBe(DicomStatus.Success);
        await Eventually.True("Orthanc sent it to us", () => Task.FromResult(scp.Behaviour.Stored.ContainsKey(NetworkObjects.Uid(file.Dataset))));
    }

    [Fact]
    public async Task Orthanc_sends_an_object_back_on_our_own_association()
    {
        var orthanc = await servers.Orthanc();
        var file = NetworkObjects.Capture(128);
        (await ScpFixture.Store(Orthanc(orthanc), file)).ShouldBe([DicomStatus.Success]);
        await orthanc.AddModality("net-getter", "TESTSCU", FreePort.Next());
        var client = Orthanc(orthanc);
        client.AdditionalPresentationContexts.Add(
            DicomPresentationContext.GetScpRolePresentationContext(DicomUID.SecondaryCaptureImageStorage));
        var received = new List<string>();
        client.OnCStoreRequest = request =>
        {
            received.Add(NetworkObjects.Pixels(request.Dataset!));
            return Task.FromResult(new DicomCStoreResponse(request, DicomStatus.Success));
        };
        await client.AddRequestAsync(new DicomCGetRequest(file.Dataset.GetSingleValue<string>(DicomTag.StudyInstanceUID)));
        await client.SendAsync(TestContext.Current.CancellationToken);
        received.ShouldBe([NetworkObjects.Pixels(file.Dataset)]);
    }

    private static IDicomClient Orthanc(PrivateOrthanc orthanc) => ScpFixture.ClientTo(orthanc.DicomPort, PrivateOrthanc.AeTitle);

    private static string Fragments(DicomDataset dataset) =>
        Convert.ToHexString([.. dataset.GetDicomItem<DicomFragmentSequence>(DicomTag.PixelData)!.Fragments.SelectMany(f => f.Data)]);
}
