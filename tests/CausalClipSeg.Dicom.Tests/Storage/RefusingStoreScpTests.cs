using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Tests;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Storage;

/// <summary>DCMTK's storescp made to refuse in the ways in which archives do.</summary>
public sealed class RefusingStoreScpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DicomFile Segmentation => SegmentationBuilder.Build(Radiograph(), Content(Segment("One", Mask(1))));

    [Fact]
    public async Task A_storescp_that_cannot_write_answers_A700_and_may_be_tried_again()
    {
        await using var peer = await PrivateStoreScp.Start();
        Directory.Delete(peer.ReceivedFolder);
        var refused = await StoreScu.SendAsync(To(peer), Segmentation, Token);
        (refused.IsStored, refused.Status, refused.IsPermanent).ShouldBe((false, (ushort)0xA700, false), refused.Message);
        Directory.CreateDirectory(peer.ReceivedFolder);
        (await StoreScu.SendAsync(To(peer), Segmentation, Token)).IsStored.ShouldBeTrue();
    }

    [Fact]
    public async Task A_storescp_that_knows_no_SEG_refuses_for_good_and_takes_what_it_knows()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("profile.cfg"), """
            [[TransferSyntaxes]]
            [Uncompressed]
            TransferSyntax1 = LittleEndianExplicit
            TransferSyntax2 = LittleEndianImplicit
            [[PresentationContexts]]
            [RadiographsOnly]
            PresentationContext1 = DigitalXRayImageStorageForPresentation\Uncompressed
            PresentationContext2 = ComputedRadiographyImageStorage\Uncompressed
            [[Profiles]]
            [Old]
            PresentationContexts = RadiographsOnly

            """);
        await using var peer = await PrivateStoreScp.Start("-xf", folder.File("profile.cfg"), "Old");
        var results = await StoreScu.SendAsync(To(peer), [Segmentation, new DicomFile(Radiograph())], Token);
        (results[0].IsStored, results[0].IsPermanent).ShouldBe((false, true), results[0].Message);
        results[0].Message.ShouldContain("refuses the presentation context Segmentation Storage");
        results[1].IsStored.ShouldBeTrue(results[1].Message);
        peer.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_storescp_that_aborts_over_one_object_is_no_success_for_any()
    {
        await using var peer = await PrivateStoreScp.Start("--abort-during");
        var results = await StoreScu.SendAsync(To(peer), [Segmentation, new DicomFile(Radiograph())], Token);
        results.ShouldAllBe(result => !result.IsStored && !result.IsPermanent);
    }

    private static PacsDestination To(PrivateStoreScp peer) => new("127.0.0.1", peer.Port, "STORESCP", "OURS");
}
