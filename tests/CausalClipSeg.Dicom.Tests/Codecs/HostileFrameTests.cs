using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Tests;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Codecs;

/// <summary>Short streams that claim large frames: refused before anything is allocated for them.</summary>
public sealed class HostileFrameTests
{
    // 65,500 x 8,000 pixels in one tile whose only packet is empty: 414 bytes of file, decoded in 2.7 GB by whom it does not warn.
    private static readonly byte[] _emptyJpeg2000 =
    [
        0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0, 0, 0, 0xFF, 0xDC, 0, 0, 0x1F, 0x40, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0xFF, 0xDC, 0, 0, 0x1F, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7, 1, 1,
        0xFF, 0x52, 0, 12, 0, 0, 0, 1, 0, 5, 4, 4, 0, 1, 0xFF, 0x5C, 0, 19, 0x40, .. Enumerable.Repeat((byte)0x40, 16),
        0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 0, 0, 1, 0xFF, 0x93, .. new byte[20],
    ];

    private static readonly byte[] _emptyJpegLs =
    [
        0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 8, 0x1F, 0x40, 0xFF, 0xDC, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, .. new byte[20],
    ];

    private static readonly byte[] _emptyJpeg =
    [
        0xFF, 0xD8, 0xFF, 0xC3, 0, 11, 8, 0x1F, 0x40, 0xFF, 0xDC, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 0, 0, .. new byte[20],
    ];

    public static TheoryData<FrameCodec, byte[]> Streams => new()
    {
        { new Jpeg2000Codec(DicomTransferSyntax.JPEG2000Lossless), _emptyJpeg2000 },
        { new JpegLsCodec(DicomTransferSyntax.JPEGLSLossless), _emptyJpegLs },
        { new JpegCodec(DicomTransferSyntax.JPEGProcess14), _emptyJpeg },
        { new RleCodec(), [1, 0, 0, 0, 64, .. new byte[59], 0x81, 1] },
    };

    [Theory]
    [MemberData(nameof(Streams), DisableDiscoveryEnumeration = true)]
    public void A_short_stream_that_claims_half_a_gigabyte_allocates_nothing_of_the_sort(FrameCodec codec, byte[] stream)
    {
        if (codec is Jpeg2000Codec) NativeLibrary("libopenjp2.so.7");
        if (codec is JpegLsCodec) NativeLibrary("libcharls.so.2");
        var layout = Layout(8000, 65500);
        codec.DecodeFrame(stream, layout).Refusal.ShouldNotBeNull().Reason.ShouldContain("bytes cannot hold 524000000");
        var before = GC.GetAllocatedBytesForCurrentThread();
        codec.DecodeFrame(stream, layout);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);
    }

    [Fact]
    public async Task A_blank_radiograph_is_still_read()
    {
        using var folder = new TemporaryFolder();
        var image = SampleBlank();
        image.Save(folder.File("blank.dcm"));
        (await Dcmtk.Run("dcmcjpls", folder.File("blank.dcm"), folder.File("jpls.dcm"))).ShouldSucceed();
        var decoded = PixelDecoder.Open(DicomFile.Open(folder.File("jpls.dcm")).Dataset).Value.Frame(0);
        decoded.Succeeded.ShouldBeTrue(decoded.Refusal?.Reason);
        decoded.Value.ShouldAllBe(value => value == 0);
    }

    private static DicomFile SampleBlank()
    {
        var dataset = Dataset(3000, 3000);
        dataset.Add(new DicomOtherByte(DicomTag.PixelData, new byte[3000 * 3000]));
        return new DicomFile(dataset);
    }

    private static PixelLayout Layout(ushort rows, ushort columns) =>
        PixelLayout.Read(Dataset(rows, columns).Add(new DicomOtherByte(DicomTag.PixelData, new byte[2]))).Value;

    private static DicomDataset Dataset(ushort rows, ushort columns) => new(DicomTransferSyntax.ExplicitVRLittleEndian)
    {
        { DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage },
        { DicomTag.SOPInstanceUID, "1.2.3.4" },
        { DicomTag.StudyInstanceUID, "1.2.3" },
        { DicomTag.SeriesInstanceUID, "1.2.3.1" },
        { DicomTag.SamplesPerPixel, (ushort)1 },
        { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
        { DicomTag.Rows, rows },
        { DicomTag.Columns, columns },
        { DicomTag.BitsAllocated, (ushort)8 },
        { DicomTag.BitsStored, (ushort)8 },
        { DicomTag.HighBit, (ushort)7 },
        { DicomTag.PixelRepresentation, (ushort)0 },
    };

    private static void NativeLibrary(string name)
    {
        if (!System.Runtime.InteropServices.NativeLibrary.TryLoad(name, out _)) Assert.Skip($"{name} is not installed here.");
    }
}
