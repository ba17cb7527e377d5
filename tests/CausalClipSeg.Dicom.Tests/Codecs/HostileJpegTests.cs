using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Tests.Segmentations;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Codecs;

/// <summary>JPEG streams that <c>benchmark fuzz</c> found.</summary>
public sealed class HostileJpegTests
{
    /// <summary>The decoder divides by the sampling factors of the frame header.</summary>
    [Fact]
    public void A_JPEG_whose_components_have_no_sampling_factors_is_refused()
    {
        byte[] jpeg =
        [
            0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0, 0, 0xFF, 0xC4, 0, 20, 0, 1, .. new byte[15], 0, 0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0,
            0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0, 0xFF, 0xD9,
        ];
        var layout = PixelLayout.Read(SampleSegmentation.Radiograph(8, 8)).Value;
        FrameCodecs.For(DicomTransferSyntax.JPEGProcess1)!.DecodeFrame(jpeg, layout).Refusal.ShouldNotBeNull().Kind.ShouldBe(ImageRefusalKind.Damaged);
    }

    [Fact]
    public void A_JPEG_of_few_bytes_that_claims_a_large_picture_allocates_nothing_of_the_sort()
    {
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0x40, 0, 0x40, 0, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0, 0xFF, 0xD9];
        var layout = PixelLayout.Read(SampleSegmentation.Radiograph(8, 8)).Value with { Rows = 0x4000, Columns = 0x4000 };
        var before = GC.GetAllocatedBytesForCurrentThread();
        FrameCodecs.For(DicomTransferSyntax.JPEGProcess1)!.DecodeFrame(jpeg, layout).Refusal.ShouldNotBeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }
}
