using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

public sealed class SegmentOverlapTests
{
    private const int Side = 201;

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(Side * Side - 1)]
    public void One_shared_pixel_anywhere_is_an_overlap(int shared)
    {
        Overlap(shared, shared).ShouldBe("YES");
        Overlap(shared, shared == 0 ? 1 : shared - 1).ShouldBe("NO");
    }

    private static string Overlap(int first, int second) => SegmentationBuilder
        .Build(Radiograph(Side, Side), Content(Segment("One", Pixel(first), Side, Side), Segment("Two", Pixel(second), Side, Side)))
        .Dataset.GetString(DicomTag.SegmentsOverlap);

    private static byte[] Pixel(int place)
    {
        var pixels = new byte[Side * Side];
        pixels[place] = 1;
        return pixels;
    }
}
