using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Tests;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

public sealed class SegmentationReaderTests
{
    [Fact]
    public void What_was_built_is_read_back()
    {
        var (one, other) = (Mask(7), Mask(8));
        var content = Content(Segment("Opacity 1", one), Segment("Effusion", other, finding: "pleural-effusion"));
        using var stream = new MemoryStream(Bytes(SegmentationBuilder.Build(Radiograph(), content)));
        var seg = SegmentationReader.Read(DicomFile.Open(stream)).Value;
        seg.SopInstanceUid.ShouldBe(content.SopInstanceUid);
        seg.SegmentationType.ShouldBe("BINARY");
        seg.Mask(1, ImageUid).Pixels.ShouldBe(one);
        seg.Mask(2).Pixels.ShouldBe(other);
        seg.ReferencedInstances.ShouldBe([new InstanceReference(DicomUID.ComputedRadiographyImageStorage.UID, ImageUid)]);
        var segment = seg.Segments[1];
        segment.Label.ShouldBe("Effusion");
        segment.Type.ShouldBe(Codes.ForFinding("pleural-effusion"));
        segment.AlgorithmType.ShouldBe(SegmentAlgorithmType.Automatic);
        segment.Algorithm.ShouldBe(content.Segments[1].Algorithm);
        segment.Tracking.ShouldBe(content.Segments[1].Tracking);
    }

    [Theory]
    [InlineData("highdicom-seg_image_cr_binary.dcm")]
    [InlineData("highdicom-seg_image_ct_binary.dcm")]
    [InlineData("highdicom-seg_image_ct_binary_overlap.dcm")]
    [InlineData("highdicom-seg_image_ct_binary_fractional.dcm")]
    public async Task Highdicoms_segmentations_read_as_pydicom_reads_them(string sample)
    {
        var path = SharedData.Require($"data/dicom/seg/{sample}");
        var theirs = await Pydicom.ReadSeg(path);
        var ours = SegmentationReader.Read(DicomFile.Open(path)).Value;
        ours.Frames.Count.ShouldBe(theirs.Frames.Count);
        ours.SegmentationType.ShouldBe(theirs.SegmentationType);
        ours.Segments.Select(segment => segment.Label).ShouldBe(theirs.Segments.Select(segment => segment.Label));
        foreach (var (our, their) in ours.Frames.Zip(theirs.Frames))
        {
            our.SegmentNumber.ShouldBe(their.Segment);
            our.Pixels.ShouldBe(their.Pixels);
            our.Sources[0].SopInstanceUid.ShouldBe(their.SourceUid);
        }
    }

    [Fact]
    public void A_radiograph_is_not_a_segmentation() =>
        SegmentationReader.Read(Radiograph()).Refusal!.Reason.ShouldBe("The instance is not a segmentation (Modality SEG with a Segment Sequence).");
}
