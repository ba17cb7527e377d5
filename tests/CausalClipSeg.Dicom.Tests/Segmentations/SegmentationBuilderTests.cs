using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Tests;
using FellowOakDicom;

using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

public sealed class SegmentationBuilderTests
{
    [Theory]
    [InlineData(SegmentationProfile.Strict)]
    [InlineData(SegmentationProfile.Viewer)]
    public async Task Dciodvfy_finds_no_error_and_no_warning(SegmentationProfile profile)
    {
        var content = Content(Segment("Opacity 1", Mask(1)), Segment("Effusion", Mask(2), finding: "pleural-effusion")) with { Profile = profile };
        (await Dciodvfy.Check(Bytes(SegmentationBuilder.Build(Radiograph(), content)))).ShouldBeClean();
    }

    /// <summary>A single-component name or an absent Study ID of the source is carried over as it is, and dubious there as here.</summary>
    [Theory]
    [InlineData("radiographs/siim-pa-8bit-jpeg.dcm")]
    [InlineData("wg04/RG1_J2KI.dcm")]
    [InlineData("wg04/RG2_JPLL.dcm")]
    [InlineData("seg/highdicom-dx_image.dcm")]
    [InlineData("seg/highdicom-ct_image.dcm")]
    [InlineData("pydicom/test_files/MR_small.dcm")]
    public async Task Dciodvfy_finds_nothing_in_the_segmentation_of_a_real_radiograph_but_what_it_finds_in_the_radiograph(string radiograph)
    {
        var path = SharedData.Require($"data/dicom/{radiograph}");
        var source = DicomFile.Open(path).Dataset;
        var (rows, columns) = (source.GetSingleValue<ushort>(DicomTag.Rows), source.GetSingleValue<ushort>(DicomTag.Columns));
        var segment = Segment("Opacity", Mask(3, rows * columns), rows, columns);
        var verdict = await Dciodvfy.Check(Bytes(SegmentationBuilder.Build(source, Content(segment))));
        verdict.Errors.ShouldBeEmpty();
        verdict.Warnings.Except((await Dciodvfy.Check(path)).Warnings).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pydicom_reads_the_same_masks()
    {
        var (one, other) = (Mask(4), Mask(5));
        var seg = await Pydicom.ReadSeg(Bytes(SegmentationBuilder.Build(Radiograph(), Content(Segment("One", one), Segment("Other", other)))));
        seg.Mask(1).ShouldBe(one);
        seg.Mask(2).ShouldBe(other);
        seg.Frames.ShouldAllBe(frame => frame.SourceUid == ImageUid);
        seg.Segments[0].TypeCode.ShouldBe("409609008");
    }

    [Fact]
    public void The_patient_keeps_a_name_of_another_character_set()
    {
        using var stream = new MemoryStream(Bytes(SegmentationBuilder.Build(Radiograph(), Content(Segment("One", Mask(6))))));
        var seg = DicomFile.Open(stream).Dataset;
        seg.GetString(DicomTag.PatientName).ShouldBe("Müller^Åsa");
        seg.GetString(DicomTag.SpecificCharacterSet).ShouldBe("ISO_IR 192");
        seg.Contains(DicomTag.PatientBirthDate).ShouldBeTrue();
        seg.Contains(DicomTag.FrameOfReferenceUID).ShouldBeFalse();
    }

    [Fact]
    public void An_empty_segment_is_never_built() =>
        Should.Throw<ArgumentException>(() => SegmentationBuilder.Build(Radiograph(), Content(Segment("Nothing", new byte[143]))))
            .Message.ShouldBe("The mask of segment \"Nothing\" is empty; leave the segment out, viewers hang on empty ones.");

    [Fact]
    public void A_mask_of_another_size_is_never_built() =>
        Should.Throw<ArgumentException>(() => SegmentationBuilder.Build(Radiograph(), Content(Segment("Small", Mask(1, 100), 10, 10))))
            .Message.ShouldBe("The mask of segment \"Small\" is 10 x 10 where its source is 11 x 13; resample it to the source's size.");

    [Fact]
    public void A_segmentation_without_segments_is_never_built() =>
        Should.Throw<ArgumentException>(() => SegmentationBuilder.Build(Radiograph(), Content()))
            .Message.ShouldBe("A segmentation has at least one segment; a negative result is recorded, not segmented.");

    [Fact]
    public void The_series_of_the_source_is_never_reused()
    {
        var content = Content(Segment("One", Mask(1))) with { SeriesInstanceUid = SeriesUid };
        Should.Throw<ArgumentException>(() => SegmentationBuilder.Build(Radiograph(), content)).Message.ShouldContain("a series of its own");
    }

    [Fact]
    public void A_lossy_source_makes_a_segmentation_that_says_so()
    {
        var source = DicomFile.Open(SharedData.Require("data/dicom/radiographs/siim-pa-8bit-jpeg.dcm")).Dataset;
        var segment = Segment("Opacity", Mask(3, 1024 * 1024), 1024, 1024);
        var seg = SegmentationBuilder.Build(source, Content(segment)).Dataset;
        seg.GetString(DicomTag.LossyImageCompression).ShouldBe("01");
        seg.GetString(DicomTag.LossyImageCompressionMethod).ShouldBe("ISO_10918_1");
    }
}
