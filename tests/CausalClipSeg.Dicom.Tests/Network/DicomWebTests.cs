using System.Text.Json.Nodes;
using CausalClipSeg.Dicom.Network;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>DICOMweb against Orthanc.</summary>
public sealed class DicomWebTests(RealServers servers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_is_stored_found_and_fetched_again_whole()
    {
        var orthanc = await servers.Orthanc();
        using var web = new DicomWebClient(new DicomWebOptions(orthanc.DicomWebUri));
        var file = NetworkObjects.Capture(200);
        var (study, series, uid) = (file.Dataset.GetString(DicomTag.StudyInstanceUID), file.Dataset.GetString(DicomTag.SeriesInstanceUID), NetworkObjects.Uid(file.Dataset));
        var stored = (await web.StoreAsync([file], Token)).ShouldHaveSingleItem();
        stored.IsStored.ShouldBeTrue(stored.Message);

        var found = await web.SearchAsync("instances", [("StudyInstanceUID", study)], Token);
        found.ShouldHaveSingleItem().GetString(DicomTag.SOPInstanceUID).ShouldBe(uid);
        (await web.SearchAsync("studies", [("StudyInstanceUID", "1.2.3.999")], Token)).ShouldBeEmpty();

        var instance = $"studies/{study}/series/{series}/instances/{uid}";
        (await web.MetadataAsync(instance, Token)).ShouldHaveSingleItem().GetString(DicomTag.PatientID).ShouldBe("NET-1");
        var fetched = new MemoryStream();
        (await web.RetrieveAsync(web.Address(instance), (part, token) => part.CopyToAsync(fetched, token), Token)).ShouldBe(1);
        fetched.Position = 0;
        NetworkObjects.Pixels(DicomFile.Open(fetched).Dataset).ShouldBe(NetworkObjects.Pixels(file.Dataset));

        var frame = (await web.RetrieveFramesAsync(instance, [1], Token)).ShouldHaveSingleItem();
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(frame.Content.Span)).ShouldBe(NetworkObjects.Pixels(file.Dataset));
        using var bulk = new MemoryStream();
        await web.RetrieveBulkAsync(web.Address($"{instance}/bulk/7fe00010"), bulk, Token);
        bulk.Length.ShouldBe(200 * 200);
    }

    [Fact]
    public async Task A_study_comes_part_by_part()
    {
        var orthanc = await servers.Orthanc();
        using var web = new DicomWebClient(new DicomWebOptions(orthanc.DicomWebUri));
        var study = DicomUID.Generate();
        List<DicomFile> files = [.. Enumerable.Range(0, 3).Select(_ => NetworkObjects.Capture(100))];
        files.ForEach(f => f.Dataset.AddOrUpdate(DicomTag.StudyInstanceUID, study));
        (await web.StoreAsync(files, Token)).ShouldAllBe(result => result.IsStored);
        var parts = 0;
        (await web.RetrieveAsync(web.Address($"studies/{study.UID}"), async (part, token) =>
        {
            await part.CopyToAsync(Stream.Null, token);
            parts++;
        }, Token)).ShouldBe(3);
        parts.ShouldBe(3);
    }

    [Fact]
    public async Task A_refused_instance_does_not_hide_behind_those_that_are_stored()
    {
        var orthanc = await servers.Orthanc();
        using var web = new DicomWebClient(new DicomWebOptions(orthanc.DicomWebUri));
        var broken = NetworkObjects.Capture();
        broken.Dataset.Remove(DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.PatientID);
        var results = await web.StoreAsync([NetworkObjects.Capture(), broken], Token);
        results.Select(result => result.IsStored).ShouldBe([true, false], string.Join('\n', results.Select(r => r.Message)));
    }

    [Fact]
    public async Task Name_and_password_open_a_server_that_asks_for_them()
    {
        await using var orthanc = await PrivateOrthanc.Start(new JsonObject
        {
            ["AuthenticationEnabled"] = true,
            ["RegisteredUsers"] = new JsonObject { ["worker"] = "secret" },
        });
        using var stranger = new DicomWebClient(new DicomWebOptions(orthanc.DicomWebUri));
        var refused = await Should.ThrowAsync<DicomWebException>(() => stranger.SearchAsync("studies", [], Token));
        (refused.StatusCode, refused.IsPermanent).ShouldBe((401, false));
        refused.Message.ShouldContain("check Pacs:DicomWebUser");
        using var known = new DicomWebClient(new DicomWebOptions(orthanc.DicomWebUri) { Basic = ("worker", "secret") });
        (await known.SearchAsync("studies", [], Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_is_away_may_be_tried_again()
    {
        using var web = new DicomWebClient(new DicomWebOptions(new Uri($"http://127.0.0.1:{FreePort.Next()}/dicom-web/")));
        (await Should.ThrowAsync<DicomWebException>(() => web.StoreAsync([NetworkObjects.Capture()], Token))).IsPermanent.ShouldBeFalse();
    }

    [Fact]
    public void Credentials_go_nowhere_but_below_the_root()
    {
        using var web = new DicomWebClient(new DicomWebOptions(new Uri("https://pacs/dicom-web")));
        web.Address("studies/1.2").ToString().ShouldBe("https://pacs/dicom-web/studies/1.2");
        Should.Throw<InvalidDataException>(() => web.Address("https://elsewhere/studies/1.2")).Message.ShouldContain("is not below the DICOMweb root");
        Should.Throw<InvalidDataException>(() => web.Address("../admin"));
    }
}
