using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Tests;
using FellowOakDicom;
using FellowOakDicom.Serialization;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

/// <summary>Our segmentations in the hands of software that others wrote.</summary>
public sealed class SegmentationPeersTests(RealServers servers)
{
    // The Orthanc at hand is older than Label Map Segmentation Storage, and refuses its presentation context.
    [Theory]
    [InlineData(SegmentationType.Binary)]
    [InlineData(SegmentationType.Fractional)]
    public async Task Orthanc_stores_it_and_returns_it_unchanged(SegmentationType type)
    {
        var orthanc = await servers.Orthanc();
        var seg = Built(type);
        var stored = await StoreScu.SendAsync(new PacsDestination("127.0.0.1", orthanc.DicomPort, PrivateOrthanc.AeTitle, "TESTS"), seg, TestContext.Current.CancellationToken);
        stored.IsStored.ShouldBeTrue(stored.Message);
        var found = await orthanc.Await(1, TimeSpan.FromSeconds(60), ("SOPInstanceUID", seg.Dataset.GetString(DicomTag.SOPInstanceUID)));
        var returned = DicomFile.Open(new MemoryStream(await orthanc.Download(found.ShouldHaveSingleItem())));
        returned.Dataset.InternalTransferSyntax.ShouldBe(DicomTransferSyntax.ExplicitVRLittleEndian);
        DicomJson.ConvertDicomToJson(returned.Dataset).ShouldBe(DicomJson.ConvertDicomToJson(Reopened(seg).Dataset));
    }

    [Theory]
    [InlineData(SegmentationType.Binary)]
    [InlineData(SegmentationType.Fractional)]
    [InlineData(SegmentationType.LabelMap)]
    public async Task Dcmtk_reads_it_to_the_last_frame(SegmentationType type)
    {
        using var folder = new TemporaryFolder();
        var seg = Built(type);
        seg.Save(folder.File("seg.dcm"));
        (await Dcmtk.Run("dcmftest", folder.File("seg.dcm"))).ShouldSucceed();
        var dump = (await Dcmtk.Run("dcmdump", "+W", folder.Folder("pixels"), folder.File("seg.dcm"))).ShouldSucceed();
        dump.Error.ShouldBeEmpty();
        dump.Output.ShouldContain("SegmentLabel");
        (await File.ReadAllBytesAsync(Directory.GetFiles(folder.File("pixels")).ShouldHaveSingleItem(), TestContext.Current.CancellationToken))
            .ShouldBe(seg.Dataset.GetDicomItem<DicomElement>(DicomTag.PixelData)!.Buffer.Data);
    }

    private static DicomFile Built(SegmentationType type) => SegmentationBuilder.Build(Radiograph(), Content(Segment("One", Mask(1))) with
    {
        Type = type,
        SopInstanceUid = DerivedUid.Create("peers", type.ToString()),
        SeriesInstanceUid = DerivedUid.Create("peers-series", type.ToString()),
    });

    private static DicomFile Reopened(DicomFile file) => DicomFile.Open(new MemoryStream(Bytes(file)));
}
