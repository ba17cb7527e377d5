using System.Net.Http.Json;
using System.Text.Json;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Tests;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Storage;

public sealed class CommitmentTests(RealServers servers)
{
    private static readonly InstanceReference Kept = new("1.2.840.10008.5.1.4.1.1.1.1", "1.2.3.4");
    private static readonly InstanceReference Lost = new("1.2.840.10008.5.1.4.1.1.1.1", "1.2.3.5");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_follows_on_the_association_that_asked()
    {
        using var scp = new RunningScp();
        scp.Receiver.Commitment = asked => new CommitmentAnswer.Now(new CommitmentReport(asked.TransactionUid, [Kept],
            [new FailedReference(Lost.SopClassUid, Lost.SopInstanceUid, FailedReference.NoSuchObjectInstance)]));
        CommitmentReport? report = null;
        var failure = await CommitmentScu.RequestAsync(scp.Destination, "1.2.9", [Kept, Lost], told =>
        {
            report = told;
            return Task.CompletedTask;
        }, TimeSpan.FromSeconds(6), Token);
        failure.ShouldBeNull();
        var told = report.ShouldNotBeNull();
        told.TransactionUid.ShouldBe("1.2.9");
        told.Committed.ShouldBe([Kept]);
        told.Failed.ShouldHaveSingleItem().FailureReason.ShouldBe((ushort)0x0112);
    }

    [Fact]
    public async Task A_report_on_an_association_of_its_own_reaches_the_one_who_asked()
    {
        using var asker = new RunningScp();
        (await CommitmentScu.ReportAsync(asker.Destination, new CommitmentReport("1.2.9", [Kept], []), Token)).ShouldBeNull();
        var report = asker.Receiver.Reports.ShouldHaveSingleItem();
        (report.TransactionUid, report.Committed[0]).ShouldBe(("1.2.9", Kept));
    }

    [Fact]
    public async Task A_request_that_cannot_be_answered_now_is_refused_by_status()
    {
        using var scp = new RunningScp();
        var failure = await CommitmentScu.RequestAsync(scp.Destination, "1.2.9", [Kept], _ => Task.CompletedTask, TimeSpan.Zero, Token);
        failure.ShouldNotBeNull().Message.ShouldContain("0110");
    }

    [Fact]
    public async Task Storescp_offers_no_commitment_and_that_is_permanent()
    {
        await using var peer = await PrivateStoreScp.Start();
        var failure = await CommitmentScu.RequestAsync(new PacsDestination("127.0.0.1", peer.Port, "STORESCP", "OURS"), "1.2.9", [Kept], _ => Task.CompletedTask, TimeSpan.Zero, Token);
        failure.ShouldNotBeNull().IsPermanent.ShouldBeTrue(failure.Message);
    }

    [Fact]
    public async Task Orthanc_answers_for_what_it_holds_and_only_for_that()
    {
        var orthanc = await servers.Orthanc();
        using var listed = new RunningScp(options => options with { AeTitle = "COMMITOURS" });
        await orthanc.AddModality("commit-ours", "COMMITOURS", listed.Options.Port);
        var file = Fresh();
        var archive = new PacsDestination("127.0.0.1", orthanc.DicomPort, PrivateOrthanc.AeTitle, "COMMITOURS");
        (await StoreScu.SendAsync(archive, file, Token)).IsStored.ShouldBeTrue();
        var stored = new InstanceReference(file.Dataset.GetString(DicomTag.SOPClassUID), file.Dataset.GetString(DicomTag.SOPInstanceUID));

        (await CommitmentScu.RequestAsync(archive, DicomUID.Generate().UID, [stored, Lost], _ => Task.CompletedTask, TimeSpan.Zero, Token)).ShouldBeNull();
        await Eventually.True("Orthanc's report", () => Task.FromResult(listed.Receiver.Reports.Count == 1));
        listed.Receiver.Reports[0].Committed.ShouldHaveSingleItem().SopInstanceUid.ShouldBe(stored.SopInstanceUid);
        listed.Receiver.Reports[0].Failed.ShouldHaveSingleItem().SopInstanceUid.ShouldBe(Lost.SopInstanceUid);
    }

    [Fact]
    public async Task Orthanc_asks_us_and_gets_its_report()
    {
        var orthanc = await servers.Orthanc();
        using var ours = new RunningScp(options => options with { AeTitle = "ASKEDOURS" });
        await orthanc.AddModality("asked-ours", "ASKEDOURS", ours.Options.Port);
        var back = new PacsDestination("127.0.0.1", orthanc.DicomPort, PrivateOrthanc.AeTitle, "ASKEDOURS");
        ours.Receiver.Commitment = asked =>
        {
            _ = Task.Run(() => CommitmentScu.ReportAsync(back, new CommitmentReport(asked.TransactionUid, asked.Instances, []), CancellationToken.None));
            return new CommitmentAnswer.Later();
        };
        using var http = new HttpClient { BaseAddress = orthanc.HttpUri };
        using var answer = await http.PostAsJsonAsync("modalities/asked-ours/storage-commitment",
            new { DicomInstances = new[] { new { SOPClassUID = Kept.SopClassUid, SOPInstanceUID = Kept.SopInstanceUid } } }, JsonSerializerOptions.Default, Token);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Token));
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("ID").GetString();
        await Eventually.True("Orthanc has the report", async () =>
            (await http.GetFromJsonAsync<JsonElement>($"storage-commitment/{id}", Token)).GetProperty("Status").GetString() == "Success");
    }

    private static DicomFile Fresh()
    {
        var dataset = Radiograph();
        dataset.AddOrUpdate(DicomTag.SOPInstanceUID, DicomUID.Generate());
        return new DicomFile(dataset);
    }
}
