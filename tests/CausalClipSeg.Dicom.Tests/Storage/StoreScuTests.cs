using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Tests;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Storage;

public sealed class StoreScuTests
{
    private static DicomFile Segmentation => SegmentationBuilder.Build(Radiograph(), Content(Segment("One", Mask(1))));

    [Fact]
    public async Task Storescp_takes_our_segmentation()
    {
        await using var peer = await PrivateStoreScp.Start();
        var result = await StoreScu.SendAsync(new PacsDestination("127.0.0.1", peer.Port, "STORESCP", "OURS"), Segmentation, TestContext.Current.CancellationToken);
        (result.IsStored, result.Status).ShouldBe((true, (ushort)0), result.Message);
        (await Pydicom.ReadSeg(peer.Received.ShouldHaveSingleItem())).Mask(1).ShouldBe(Mask(1));
    }

    [Fact]
    public async Task Storescp_that_aborts_may_be_tried_again()
    {
        await using var peer = await PrivateStoreScp.Start("--abort-after");
        var result = await StoreScu.SendAsync(new PacsDestination("127.0.0.1", peer.Port, "STORESCP", "OURS"), Segmentation, TestContext.Current.CancellationToken);
        (result.IsStored, result.IsPermanent).ShouldBe((false, false), result.Message);
    }

    [Fact]
    public async Task Storescp_that_refuses_the_association_may_be_tried_again_when_its_administrator_has_let_us_in()
    {
        await using var peer = await PrivateStoreScp.Start("--refuse");
        var destination = new PacsDestination("127.0.0.1", peer.Port, "STORESCP", "OURS");
        var result = await StoreScu.SendAsync(destination, Segmentation, TestContext.Current.CancellationToken);
        (result.IsStored, result.IsPermanent).ShouldBe((false, false), result.Message);
        result.Message.ShouldContain("rejects the association");
        var asked = await CommitmentScu.RequestAsync(destination, "2.25.1", [new CausalClipSeg.Dicom.Network.InstanceReference("1.2", "2.25.2")], _ => Task.CompletedTask, TimeSpan.Zero, TestContext.Current.CancellationToken);
        asked.ShouldNotBeNull().IsPermanent.ShouldBeFalse("it is not that the archive offers no storage commitment");
    }

    [Fact]
    public async Task A_refused_presentation_context_is_permanent_and_named()
    {
        using var scp = new RunningScp();
        var raw = Radiograph();
        raw.AddOrUpdate(DicomTag.SOPClassUID, DicomUID.StudyRootQueryRetrieveInformationModelFind);
        var result = await StoreScu.SendAsync(scp.Destination, new DicomFile(raw), TestContext.Current.CancellationToken);
        (result.IsStored, result.IsPermanent).ShouldBe((false, true), result.Message);
        result.Message.ShouldContain("refuses the presentation context Study Root Query/Retrieve Information Model");
    }

    [Fact]
    public async Task Nobody_there_may_be_tried_again()
    {
        var result = await StoreScu.SendAsync(new PacsDestination("127.0.0.1", FreePort.Next(), "NOBODY", "OURS"), Segmentation, TestContext.Current.CancellationToken);
        (result.IsStored, result.IsPermanent, result.Status).ShouldBe((false, false, null));
    }
}
