using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Tests.Segmentations;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Codecs;

/// <summary>DICOM knows progressive JPEG only as a retired transfer syntax; writers of baseline have been seen to put it there all the same.</summary>
public sealed class ProgressiveJpegTests
{
    // A slope of grey, 16 x 16, made for this test: pixel = 9 x + 5 y, of which libjpeg keeps all but 1.
    private const string Stream =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/wgALCAAQABABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAACAf/2gAIAQEAAAABMKQn6Q//"
        + "xAAWEAADAAAAAAAAAAAAAAAAAAAABQb/2gAIAQEAAQUCllJLKSWUkspP/8QAFhAAAwAAAAAAAAAAAAAAAAAAAAIi/9oACAEBAAY/AlkWRZFk/8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQABPyEKqr//2gAIAQEAAAAQD//EABYQAAMAAAAAAAAAAAAAAAAA"
        + "AABBof/aAAgBAQABPxCMiMiMiMj/2Q==";

    [Fact]
    public void A_progressive_stream_in_a_baseline_object_is_decoded()
    {
        var layout = PixelLayout.Read(SampleSegmentation.Radiograph(16, 16)).Value;
        var pixels = FrameCodecs.For(DicomTransferSyntax.JPEGProcess1)!.DecodeFrame(Convert.FromBase64String(Stream), layout).Value;
        for (var pixel = 0; pixel < pixels.Length; pixel++)
            ((int)pixels[pixel]).ShouldBeInRange(9 * (pixel % 16) + 5 * (pixel / 16) - 2, 9 * (pixel % 16) + 5 * (pixel / 16) + 2);
    }

    [Fact]
    public void The_retired_progressive_syntax_is_refused_by_name()
    {
        var retired = DicomTransferSyntax.Lookup(DicomUID.Parse("1.2.840.10008.1.2.4.55"));
        FrameCodecs.For(retired).ShouldBeNull();
        var dataset = new DicomDataset(retired);
        foreach (var item in SampleSegmentation.Radiograph(16, 16).Where(item => item.Tag != DicomTag.PixelData)) dataset.Add(item);
        dataset.Add(new DicomOtherByteFragment(DicomTag.PixelData) { Fragments = { new FellowOakDicom.IO.Buffer.MemoryByteBuffer(Convert.FromBase64String(Stream)) } });
        PixelDecoder.Open(dataset).TryGet(out _, out var refusal).ShouldBeFalse();
        refusal.ShouldNotBeNull().Reason.ShouldContain("1.2.840.10008.1.2.4.55), which is not read; send it uncompressed or as RLE, JPEG, JPEG-LS or JPEG 2000.");
    }
}
