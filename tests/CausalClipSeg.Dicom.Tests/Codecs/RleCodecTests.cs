using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using CsCheck;
using FellowOakDicom;
using FellowOakDicom.Imaging;
using FellowOakDicom.Imaging.Codec;
using FellowOakDicom.IO.Buffer;

namespace CausalClipSeg.Dicom.Tests.Codecs;

public sealed class RleCodecTests
{
    [Fact]
    public void Whatever_is_encoded_decodes_to_the_same_values() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 200], Gen.Int[1, 2]).SelectMany((rows, columns, bytes) =>
            Gen.Byte[0, 3].Array[rows * columns * bytes].Select(samples => (rows, columns, bytes, samples))).Sample(image =>
        {
            var source = Image(image.rows, image.columns, image.bytes, DicomTransferSyntax.ExplicitVRLittleEndian);
            source.AddOrUpdate(new DicomOtherByte(DicomTag.PixelData, [.. image.samples, .. new byte[image.samples.Length % 2]]));
            var target = Image(image.rows, image.columns, image.bytes, DicomTransferSyntax.RLELossless);
            new RleCodec().Encode(DicomPixelData.Create(source), DicomPixelData.Create(target, true), null);
            PixelDecoder.Open(target).Value.Frame(0).Value.ShouldBe(image.samples);
        }, iter: 300);

    [Fact]
    public void A_frame_that_claims_more_than_it_can_hold_is_refused_before_anything_is_allocated()
    {
        var target = Image(60000, 4000, 2, DicomTransferSyntax.RLELossless);
        DicomPixelData.Create(target, true).AddFrame(new MemoryByteBuffer(new byte[200]));
        PixelDecoder.Open(target).Value.Frame(0).Refusal.ShouldNotBeNull().Reason.ShouldContain("200 bytes cannot hold 480000000");
    }

    [Fact]
    public void Fo_dicoms_transcoder_uses_our_codecs()
    {
        CodecRegistration.Register();
        var source = Image(3, 5, 1, DicomTransferSyntax.ExplicitVRLittleEndian);
        source.AddOrUpdate(new DicomOtherByte(DicomTag.PixelData, [1, 1, 1, 2, 3, 4, 4, 4, 4, 5, 6, 7, 8, 8, 9, 0]));
        var packed = new DicomTranscoder(DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.RLELossless).Transcode(source);
        packed.InternalTransferSyntax.ShouldBe(DicomTransferSyntax.RLELossless);
        var unpacked = new DicomTranscoder(DicomTransferSyntax.RLELossless, DicomTransferSyntax.ExplicitVRLittleEndian).Transcode(packed);
        PixelDecoder.Open(unpacked).Value.Frame(0).Value.ShouldBe([1, 1, 1, 2, 3, 4, 4, 4, 4, 5, 6, 7, 8, 8, 9]);
    }

    [Fact]
    public void A_compression_that_is_not_read_is_named_with_its_uid()
    {
        var target = Image(3, 5, 1, DicomTransferSyntax.MPEG2);
        DicomPixelData.Create(target, true).AddFrame(new MemoryByteBuffer(new byte[20]));
        PixelDecoder.Open(target).Refusal.ShouldNotBeNull().Reason.ShouldBe(
            $"The image is compressed as {DicomTransferSyntax.MPEG2.UID.Name} (1.2.840.10008.1.2.4.100), which is not read; send it uncompressed or as RLE, JPEG, JPEG-LS or JPEG 2000.");
    }

    private static DicomDataset Image(int rows, int columns, int bytes, DicomTransferSyntax syntax) => new(syntax)
    {
        { DicomTag.SamplesPerPixel, (ushort)1 },
        { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
        { DicomTag.Rows, (ushort)rows },
        { DicomTag.Columns, (ushort)columns },
        { DicomTag.BitsAllocated, (ushort)(8 * bytes) },
        { DicomTag.BitsStored, (ushort)(8 * bytes) },
        { DicomTag.HighBit, (ushort)(8 * bytes - 1) },
        { DicomTag.PixelRepresentation, (ushort)0 },
    };
}
