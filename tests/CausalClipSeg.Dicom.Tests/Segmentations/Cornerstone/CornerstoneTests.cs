using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Segmentations.Cornerstone;

/// <summary>The viewer's own reader makes the very same masks of our segmentations, bit for bit.</summary>
public sealed class CornerstoneTests
{
    // This reader takes each frame to begin with a byte; frames of a multiple of eight pixels do (see docs/dicom-conformance.md).
    private const int Rows = 12;
    private const int Columns = 14;

    [Fact]
    public async Task A_radiographs_segments_are_rebuilt_in_the_viewer_profile()
    {
        var (one, other) = (Mask(4, Rows * Columns), Mask(5, Rows * Columns));
        var rebuilt = await Read(SegmentationProfile.Viewer, one, other);
        rebuilt.Failure.ShouldBeNull();
        rebuilt.Mask(1, ImageUid, one.Length).ShouldBe(one);
        rebuilt.Mask(2, ImageUid, other.Length).ShouldBe(other);
    }

    /// <summary>The reason for the profile: the day this fails, the strict one will do.</summary>
    [Fact]
    public async Task A_strict_segmentation_of_a_radiograph_is_not_shown_by_this_viewer() =>
        (await Read(SegmentationProfile.Strict, Mask(4, Rows * Columns))).Failure.ShouldNotBeNull();

    [Theory]
    [InlineData(SegmentationProfile.Strict)]
    [InlineData(SegmentationProfile.Viewer)]
    public async Task The_segments_of_a_series_are_rebuilt_on_their_slices(SegmentationProfile profile)
    {
        var slices = SampleSeries.Slices();
        var (one, other) = (SampleSeries.Masks(slices, 1, 1, 3), SampleSeries.Masks(slices, 9, 2, 3));
        var content = Content(SampleSeries.Segment("Nodule", one), SampleSeries.Segment("Mass", other, "mass")) with { Profile = profile };
        var rebuilt = await CornerstoneReader.Read(Bytes(SegmentationBuilder.Build(slices, content)), [.. slices.Select(slice => Bytes(new DicomFile(slice)))]);
        rebuilt.Failure.ShouldBeNull();
        foreach (var (slice, index) in slices.Select((slice, index) => (slice.GetString(DicomTag.SOPInstanceUID), index)))
        {
            rebuilt.Mask(1, slice, one[index].Pixels.Length).ShouldBe(one[index].Pixels);
            rebuilt.Mask(2, slice, other[index].Pixels.Length).ShouldBe(other[index].Pixels);
        }
    }

    private static Task<RebuiltSegmentation> Read(SegmentationProfile profile, params byte[][] masks)
    {
        var content = Content([.. masks.Select((mask, index) => Segment($"Segment {index + 1}", mask, Rows, Columns))]) with { Profile = profile };
        return CornerstoneReader.Read(Bytes(SegmentationBuilder.Build(Radiograph(Rows, Columns), content)), [Bytes(new DicomFile(Radiograph(Rows, Columns)))]);
    }
}
