using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Tests;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

public sealed class SeriesSegmentationTests
{
    private readonly IReadOnlyList<DicomDataset> _slices = SampleSeries.Slices();

    [Theory]
    [InlineData(SegmentationType.Binary)]
    [InlineData(SegmentationType.Fractional)]
    public async Task Dciodvfy_finds_no_error_and_no_warning(SegmentationType type) =>
        (await Dciodvfy.Check(Bytes(Build(type)))).ShouldBeClean();

    [Fact]
    public void Each_frame_lies_where_its_slice_lies_and_empty_slices_have_none()
    {
        var seg = Build(SegmentationType.Binary).Dataset;
        seg.GetString(DicomTag.FrameOfReferenceUID).ShouldBe(SampleSeries.FrameOfReference);
        var groups = seg.GetSequence(DicomTag.PerFrameFunctionalGroupsSequence).Items;
        groups.Select(Values).ShouldBe([(1u, 2u), (1u, 4u), (2u, 3u), (2u, 4u)]);
        groups.Select(Position).ShouldBe(["-100\\-78.5\\22", "-100\\-75.5\\26", "-100\\-77.0\\24", "-100\\-75.5\\26"]);
        var measures = seg.GetSequence(DicomTag.SharedFunctionalGroupsSequence).Items[0].GetSequence(DicomTag.PixelMeasuresSequence).Items[0];
        measures.GetString(DicomTag.PixelSpacing).ShouldBe("0.7\\0.8");
        measures.GetSingleValue<decimal>(DicomTag.SpacingBetweenSlices).ShouldBe(2.5m);
        seg.GetSequence(DicomTag.ReferencedSeriesSequence).Items[0].GetSequence(DicomTag.ReferencedInstanceSequence).Items.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(SegmentationType.Binary)]
    [InlineData(SegmentationType.LabelMap)]
    public async Task Pydicom_reads_the_same_masks_on_the_same_slices(SegmentationType type)
    {
        var (one, other) = Masks();
        var seg = await Pydicom.ReadSeg(Bytes(Build(type)));
        foreach (var (slice, index) in _slices.Select((slice, index) => (slice.GetString(DicomTag.SOPInstanceUID), index)))
        {
            foreach (var (number, masks) in new[] { (1, one), (2, other) })
                seg.Frames.Where(frame => frame.SourceUid == slice).Select(frame => Covered(frame, number)).Where(mask => mask.Any(pixel => pixel != 0))
                    .SingleOrDefault(new byte[SampleSeries.Rows * SampleSeries.Columns]).ShouldBe(masks[index].Pixels);
        }
    }

    [Fact]
    public async Task Probabilities_are_kept_to_the_last_step()
    {
        var probabilities = Enumerable.Range(0, 11 * 13).Select(i => (byte)(i * 255 / 142)).ToArray();
        var content = Content(Segment("Opacity", probabilities)) with { Type = SegmentationType.Fractional };
        var file = SegmentationBuilder.Build(Radiograph(), content);
        (await Dciodvfy.Check(Bytes(file))).ShouldBeClean();
        (await Pydicom.ReadSeg(Bytes(file))).Mask(1).ShouldBe(probabilities);
        SegmentationReader.Read(file.Dataset).Value.Values(1, ImageUid).ShouldBe(probabilities);
        SegmentationChecker.Check(file.Dataset, [Radiograph()], [content.Segments[0].Masks]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SegmentationType.Binary)]
    [InlineData(SegmentationType.Fractional)]
    [InlineData(SegmentationType.LabelMap)]
    public void Our_checker_finds_nothing(SegmentationType type)
    {
        var (one, other) = Masks();
        SegmentationChecker.Check(Build(type).Dataset, _slices, [one, other]).ShouldBeEmpty();
    }

    [Fact]
    public void A_mask_on_the_wrong_slice_is_found()
    {
        var (one, other) = Masks();
        SegmentationChecker.Check(Build(SegmentationType.Binary).Dataset, _slices, [[.. one.Reverse()], other]).Select(problem => problem.Code).ShouldContain("mask-differs");
    }

    [Fact]
    public void A_frame_at_another_position_is_found()
    {
        var seg = Build(SegmentationType.Binary).Dataset;
        seg.GetSequence(DicomTag.PerFrameFunctionalGroupsSequence).Items[0].GetSequence(DicomTag.PlanePositionSequence).Items[0]
            .AddOrUpdate(DicomTag.ImagePositionPatient, 0m, 0m, 0m);
        SegmentationChecker.Check(seg, _slices).Select(problem => problem.Code).ShouldBe(["other-position"]);
    }

    [Fact]
    public void Slices_without_a_common_space_are_never_built()
    {
        _slices[1].AddOrUpdate(DicomTag.FrameOfReferenceUID, "1.2.3");
        Should.Throw<ArgumentException>(() => Build(SegmentationType.Binary)).Message
            .ShouldBe("5 images without a common Frame of Reference, orientation and positions make no series; build a segmentation of each.");
    }

    [Fact]
    public void Overlapping_segments_make_no_label_map()
    {
        var masks = SampleSeries.Masks(_slices, 1, 2);
        var content = Content(SampleSeries.Segment("One", masks), SampleSeries.Segment("Same", masks)) with { Type = SegmentationType.LabelMap };
        Should.Throw<ArgumentException>(() => SegmentationBuilder.Build(_slices, content)).Message.ShouldBe("Segments overlap, which a label map cannot show; write it as BINARY.");
    }

    private DicomFile Build(SegmentationType type)
    {
        var (one, other) = Masks();
        return SegmentationBuilder.Build(_slices, Content(SampleSeries.Segment("Nodule", one), SampleSeries.Segment("Mass", other, "mass")) with { Type = type });
    }

    // Two segments that share slice 3 but no pixel.
    private (IReadOnlyList<SegmentMask> One, IReadOnlyList<SegmentMask> Other) Masks()
    {
        var one = SampleSeries.Masks(_slices, 1, 1, 3);
        var other = SampleSeries.Masks(_slices, 5, 2, 3);
        return (one, [.. other.Zip(one, (mask, taken) => mask with { Pixels = [.. mask.Pixels.Zip(taken.Pixels, (pixel, used) => used != 0 ? (byte)0 : pixel)] })]);
    }

    private static byte[] Covered(PydicomFrame frame, int segment) => frame.Segment == segment ? frame.Pixels
        : frame.Segment == 0 ? Array.ConvertAll(frame.Pixels, pixel => pixel == segment ? (byte)1 : (byte)0)
        : new byte[frame.Pixels.Length];

    private static (uint, uint) Values(DicomDataset group) =>
        group.GetSequence(DicomTag.FrameContentSequence).Items[0].GetValues<uint>(DicomTag.DimensionIndexValues) is [var segment, var position] ? (segment, position) : default;

    private static string Position(DicomDataset group) => group.GetSequence(DicomTag.PlanePositionSequence).Items[0].GetString(DicomTag.ImagePositionPatient);
}
