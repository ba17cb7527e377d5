using System.Net.Http.Json;
using System.Text.Json;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>The ways to an archive that are configured: STOW-RS, storage commitment, and fetching what an event only names.</summary>
public sealed class ArchiveTests(RealServers servers)
{
    private static readonly SyntheticCase Opacity = new(71, 401, 403) { RightZones = LungZones.Lower };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_SEG_goes_to_the_archive_by_STOW()
    {
        var orthanc = await servers.Orthanc();
        await using var pipeline = await PipelineUnderTest.Embedded(("Pacs:Transport", "Stow"), ("Pacs:DicomWeb", orthanc.DicomWebUri.ToString()));
        await pipeline.SendImage(Opacity);
        await pipeline.SendReport(SyntheticHl7.Encode(Opacity));
        var done = await pipeline.CaseAtRest(SyntheticStudy.Of(Opacity).SopInstanceUid);
        done.State.ShouldBe(CaseState.Delivered, done.Reason);
        await orthanc.Await(1, TimeSpan.FromSeconds(60), ("SOPInstanceUID", done.SegSopInstanceUid ?? ""));
    }

    [Fact]
    public async Task A_case_is_delivered_when_the_archive_answers_for_its_SEG()
    {
        var orthanc = await servers.Orthanc();
        var spec = Opacity with { Seed = 72 };
        await using var pipeline = await PipelineUnderTest.Embedded(
            ("Pacs:Host", "127.0.0.1"), ("Pacs:Port", $"{orthanc.DicomPort}"), ("Pacs:CalledAe", PrivateOrthanc.AeTitle), ("Pacs:StorageCommitment", "true"),
            ("Intake:AeTitle", "COMMITCASE"), ("Pacs:CallingAe", "COMMITCASE"));
        await orthanc.AddModality("commit-case", "COMMITCASE", pipeline.DicomPort);
        var file = SyntheticDicom.Create(spec, new SyntheticDicomVariant());
        var ours = new PacsDestination("127.0.0.1", pipeline.DicomPort, "COMMITCASE", "TESTS");
        (await StoreScu.SendAsync(ours, file, Token)).IsStored.ShouldBeTrue();
        await pipeline.SendReport(SyntheticHl7.Encode(spec));
        var done = await pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
        done.State.ShouldBe(CaseState.Delivered, done.Reason);
        done.Reason.ShouldNotBeNull().ShouldContain("answers for it (storage commitment)");
        (await pipeline.Read(db => db.StorageCommitments.SingleAsync(c => c.CaseId == done.Id))).IsCommitted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Web")]
    [InlineData("Get")]
    [InlineData("Move")]
    public async Task The_radiographs_of_a_study_that_an_event_names_come_from_the_archive(string retrieve)
    {
        var orthanc = await servers.Orthanc();
        var spec = Opacity with { Seed = 73 + retrieve.Length + retrieve[0] };
        var title = $"FETCH{retrieve.ToUpperInvariant()}";
        await using var pipeline = await PipelineUnderTest.Embedded(
            ("Pacs:Host", "127.0.0.1"), ("Pacs:Port", $"{orthanc.DicomPort}"), ("Pacs:CalledAe", PrivateOrthanc.AeTitle), ("Pacs:DicomWeb", orthanc.DicomWebUri.ToString()),
            ("Pacs:Retrieve", retrieve), ("Intake:AeTitle", title), ("Pacs:CallingAe", title));
        await orthanc.AddModality(title, title, pipeline.DicomPort);
        var file = SyntheticDicom.Create(spec, new SyntheticDicomVariant());
        var archive = new PacsDestination("127.0.0.1", orthanc.DicomPort, PrivateOrthanc.AeTitle, "TESTS");
        (await StoreScu.SendAsync(archive, file, Token)).IsStored.ShouldBeTrue();
        var study = SyntheticStudy.Of(spec);
        var fetcher = pipeline.Services.GetRequiredService<ImageFetcher>();
        await fetcher.FetchAsync(new ImageArrived { StudyInstanceUid = study.StudyInstanceUid }, new MessageIdentity(nameof(ImageArrived), Guid.NewGuid()), Token);
        await Eventually.True("the image is ours", () => pipeline.Read(db => db.SourceImages.AnyAsync(i => i.SopInstanceUid == study.SopInstanceUid)));
        (await pipeline.Read(db => db.Refusals.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_sender_that_asks_is_told_on_an_association_of_its_own_what_we_answer_for()
    {
        var orthanc = await servers.Orthanc();
        await using var pipeline = await PipelineUnderTest.Embedded(("Intake:AeTitle", "ANSWERS"), ($"Intake:Dicom:Peers:{PrivateOrthanc.AeTitle}", $"127.0.0.1:{orthanc.DicomPort}"));
        await orthanc.AddModality("answers", "ANSWERS", pipeline.DicomPort);
        var file = SyntheticDicom.Create(Opacity with { Seed = 78 }, new SyntheticDicomVariant());
        (await StoreScu.SendAsync(new PacsDestination("127.0.0.1", pipeline.DicomPort, "ANSWERS", "TESTS"), file, Token)).IsStored.ShouldBeTrue();
        (string Class, string Uid) stored = (file.Dataset.GetString(DicomTag.SOPClassUID), file.Dataset.GetString(DicomTag.SOPInstanceUID));
        var asked = new { DicomInstances = new[] { new { SOPClassUID = stored.Class, SOPInstanceUID = stored.Uid }, new { SOPClassUID = stored.Class, SOPInstanceUID = "1.2.3.404" } } };
        using var http = new HttpClient { BaseAddress = orthanc.HttpUri };
        using var answer = await http.PostAsJsonAsync("modalities/answers/storage-commitment", asked, JsonSerializerOptions.Default, Token);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("ID").GetString();
        var report = await Eventually.Get("our report", async () =>
            await http.GetFromJsonAsync<JsonElement>($"storage-commitment/{id}", Token) is var told && told.GetProperty("Status").GetString() is not "Pending" ? told.GetRawText() : null);
        using var told = JsonDocument.Parse(report);
        told.RootElement.GetProperty("Success").EnumerateArray().ShouldHaveSingleItem().GetProperty("SOPInstanceUID").GetString().ShouldBe(stored.Uid);
        told.RootElement.GetProperty("Failures").EnumerateArray().ShouldHaveSingleItem().GetProperty("SOPInstanceUID").GetString().ShouldBe("1.2.3.404");
    }

    [Fact]
    public async Task The_same_object_again_has_no_second_effect_and_another_one_under_its_UID_is_refused()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var spec = Opacity with { Seed = 79 };
        var file = SyntheticDicom.Create(spec, new SyntheticDicomVariant());
        var node = new PacsDestination("127.0.0.1", pipeline.DicomPort, "CAUSALCLIPSEG", "FIRST");
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => StoreScu.SendAsync(node with { CallingAe = $"SENDER{i}" }, file, Token)));
        results.ShouldAllBe(result => result.IsStored);
        file.Dataset.AddOrUpdate(DicomTag.ImageComments, "changed");
        var other = await StoreScu.SendAsync(node, new DicomFile(file.Dataset), Token);
        (other.IsStored, other.Status).ShouldBe((false, (ushort)0xA900), other.Message);
        (await pipeline.Read(db => db.SourceImages.CountAsync())).ShouldBe(1);
        Directory.GetFiles(Path.Combine(pipeline.Root, "instances"), "*.dcm", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Directory.GetFiles(Path.Combine(pipeline.Root, "spool")).ShouldBeEmpty();
    }
}
