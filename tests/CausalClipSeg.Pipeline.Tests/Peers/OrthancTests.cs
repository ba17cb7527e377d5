namespace CausalClipSeg.Pipeline.Tests.RealPeers;

public sealed class OrthancTests(RealServers servers)
{
    private const string Radiograph = "data/dicom/radiographs/siim-pa-8bit-jpeg.dcm";

    [Fact]
    public async Task A_file_sent_by_storescu_is_found_over_REST_and_comes_back_by_C_STORE()
    {
        var file = SharedData.Require(Radiograph);
        var orthanc = await servers.Orthanc();
        await using var modality = await PrivateStoreScp.Start("+xa");
        await orthanc.AddModality("meta", "META", modality.Port);
        var uid = (await Pydicom.Json(file)).GetProperty("00080018").GetProperty("Value")[0].GetString() ?? "";

        (await Dcmtk.Echo(orthanc.DicomPort)).ShouldSucceed();
        (await Dcmtk.StoreAsIs(orthanc.DicomPort, PrivateOrthanc.AeTitle, file)).ShouldSucceed();
        var stored = await orthanc.Await(1, TimeSpan.FromSeconds(60), ("SOPInstanceUID", uid));
        await orthanc.SendTo("meta", stored[0]);

        (await orthanc.Tags(stored[0])).GetProperty("SOPInstanceUID").GetString().ShouldBe(uid);
        (await orthanc.Download(stored[0])).Length.ShouldBeGreaterThan(1000);
        (await orthanc.Statistics()).GetProperty("CountInstances").GetInt32().ShouldBeGreaterThanOrEqualTo(1);
        modality.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_DICOMweb_plugin_answers()
    {
        var orthanc = await servers.Orthanc();
        using var http = new HttpClient();

        var answer = await http.GetAsync(new Uri(orthanc.DicomWebUri, "studies"), TestContext.Current.CancellationToken);

        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/dicom+json");
    }

    [Fact]
    public async Task A_paused_server_does_not_answer_until_it_is_resumed()
    {
        await using var orthanc = await PrivateOrthanc.Start();

        await orthanc.Pause();
        var silent = await Dcmtk.Run("echoscu", "-to", "1", "-ta", "1", "-td", "1", "127.0.0.1", $"{orthanc.DicomPort}");
        await orthanc.Resume();

        silent.ExitCode.ShouldNotBe(0);
        (await Dcmtk.Echo(orthanc.DicomPort)).ShouldSucceed();
        await orthanc.Stop();
        (await orthanc.IsAlive()).ShouldBeFalse();
    }
}
