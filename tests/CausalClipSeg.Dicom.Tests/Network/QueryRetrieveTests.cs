using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Tests.Storage;
using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>C-FIND, C-GET and C-MOVE with archives that others wrote.</summary>
public sealed class QueryRetrieveTests(RealServers servers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dcmqrscp_is_asked_and_sends_by_get_and_by_move()
    {
        using var ours = new RunningScp();
        await using var peer = await PrivateQrScp.Start("OURS", ours.Options.Port);
        await AskAndFetch(new PacsDestination("127.0.0.1", peer.Port, PrivateQrScp.AeTitle, "TESTS"), ours, "OURS");
    }

    [Fact]
    public async Task Orthanc_is_asked_and_sends_by_get_and_by_move()
    {
        var orthanc = await servers.Orthanc();
        using var ours = new RunningScp(options => options with { AeTitle = "MOVEOURS" });
        await orthanc.AddModality("move-ours", "MOVEOURS", ours.Options.Port);
        await AskAndFetch(new PacsDestination("127.0.0.1", orthanc.DicomPort, PrivateOrthanc.AeTitle, "MOVEOURS"), ours, "MOVEOURS");
    }

    [Fact]
    public async Task An_archive_that_is_away_is_a_failure_that_may_pass()
    {
        var found = await QueryScu.FindAsync(new PacsDestination("127.0.0.1", FreePort.Next(), "NOBODY", "TESTS"), DicomQueryRetrieveLevel.Study, [], Token);
        found.Matches.ShouldBeEmpty();
        found.Failure.ShouldNotBeNull().IsPermanent.ShouldBeFalse();
    }

    [Fact]
    public async Task An_archive_without_the_service_refuses_for_good()
    {
        await using var peer = await PrivateStoreScp.Start();
        var found = await QueryScu.FindAsync(new PacsDestination("127.0.0.1", peer.Port, "STORESCP", "TESTS"), DicomQueryRetrieveLevel.Study, [], Token);
        found.Failure.ShouldNotBeNull().IsPermanent.ShouldBeTrue(found.Failure.Message);
    }

    private static async Task AskAndFetch(PacsDestination archive, RunningScp ours, string ourAe)
    {
        var file = NetworkObjects.Capture(300);
        var stored = await StoreScu.SendAsync(archive, file, Token);
        stored.IsStored.ShouldBeTrue(stored.Message);
        var (study, series, uid) = (file.Dataset.GetString(DicomTag.StudyInstanceUID), file.Dataset.GetString(DicomTag.SeriesInstanceUID), NetworkObjects.Uid(file.Dataset));

        var found = await QueryScu.FindAsync(archive, DicomQueryRetrieveLevel.Series,
            new DicomDataset { { DicomTag.StudyInstanceUID, study }, { DicomTag.SeriesInstanceUID, "" }, { DicomTag.Modality, "" } }, Token);
        found.Failure.ShouldBeNull();
        found.Matches.ShouldHaveSingleItem().GetString(DicomTag.SeriesInstanceUID).ShouldBe(series);

        var got = new List<string>();
        var outcome = await GetScu.GetAsync(archive, new RetrieveTarget(study, series, uid), one =>
        {
            got.Add(NetworkObjects.Pixels(one.Dataset));
            return Task.CompletedTask;
        }, Token);
        outcome.Problem.ShouldBeNull();
        got.ShouldBe([NetworkObjects.Pixels(file.Dataset)]);

        var moved = await QueryScu.MoveAsync(archive, new RetrieveTarget(study), ourAe, Token);
        (moved.Completed, moved.Failed).ShouldBe((1, 0), moved.Problem?.Message);
        NetworkObjects.Pixels(DicomFile.Open(ours.Receiver.Taken.ShouldHaveSingleItem().Path).Dataset).ShouldBe(NetworkObjects.Pixels(file.Dataset));
    }
}
