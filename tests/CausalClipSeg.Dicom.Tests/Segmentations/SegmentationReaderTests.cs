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

    [Theory]
    [InlineData("highdicom-seg_image_cr_binary.dcm")]
    [InlineData("highdicom-seg_image_ct_binary_overlap.dcm")]
    [InlineData("highdicom-seg_image_ct_binary_fractional.dcm")]
    public void An_outline_holds_no_frame_and_one_image_only_its_own(string sample)
    {
        var dataset = DicomFile.Open(SharedData.Require($"data/dicom/seg/{sample}")).Dataset;
        var whole = SegmentationReader.Read(dataset).Value;
        var outline = SegmentationReader.Outline(dataset).Value;
        outline.Frames.ShouldBeEmpty();
        outline.Segments.Select(segment => segment.Label).ShouldBe(whole.Segments.Select(segment => segment.Label));
        outline.ReferencedInstances.ShouldBe(whole.ReferencedInstances);
        foreach (var image in whole.ReferencedInstances.Select(reference => reference.SopInstanceUid))
            SegmentationReader.OnImage(dataset, image).Value.Frames.Select(frame => frame.Pixels)
                .ShouldBe(whole.Frames.Where(frame => frame.Sources.Any(source => source.SopInstanceUid == image)).Select(frame => frame.Pixels));
        SegmentationReader.OnImage(dataset, "1.2.3").Value.Frames.ShouldBeEmpty();
    }

    [Fact]
    public void Frames_that_nobody_asked_for_are_not_decoded()
    {
        var dataset = DicomFile.Open(SharedData.Require("data/dicom/seg/highdicom-seg_image_ct_binary.dcm")).Dataset;
        var images = SegmentationReader.Read(dataset).Value.Frames.Select(frame => frame.Sources[0].SopInstanceUid).ToList();
        dataset.AddOrUpdate(new DicomOtherByte(DicomTag.PixelData, dataset.GetDicomItem<DicomElement>(DicomTag.PixelData)!.Buffer.Data[..^2]));
        SegmentationReader.Outline(dataset).Succeeded.ShouldBeTrue();
        SegmentationReader.OnImage(dataset, images[0]).Succeeded.ShouldBeTrue();
        SegmentationReader.OnImage(dataset, images[^1]).Refusal.ShouldNotBeNull().Reason.ShouldContain("ends after");
        SegmentationReader.Read(dataset).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public void More_frames_on_one_image_than_memory_is_given_to_are_refused_before_the_first_is_decoded()
    {
        var dataset = SegmentationBuilder.Build(Radiograph(), Content(Segment("Opacity", Mask(7)))).Dataset;
        dataset.AddOrUpdate(DicomTag.Rows, (ushort)20_000).AddOrUpdate(DicomTag.Columns, (ushort)20_000).AddOrUpdate(DicomTag.NumberOfFrames, 2);
        var group = dataset.GetSequence(DicomTag.PerFrameFunctionalGroupsSequence).Items[0];
        dataset.AddOrUpdate(new DicomSequence(DicomTag.PerFrameFunctionalGroupsSequence, group, group.Clone()));
        SegmentationReader.OnImage(dataset, ImageUid).Refusal.ShouldNotBeNull().Reason.ShouldBe(
            "The segmentation has 2 frames of 20000 x 20000 pixels on one image, more than 512 MiB; send fewer segments in one object.");
    }

    [Fact]
    public void A_radiograph_is_not_a_segmentation() =>
        SegmentationReader.Read(Radiograph()).Refusal!.Reason.ShouldBe("The instance is not a segmentation (Modality SEG with a Segment Sequence).");
}
