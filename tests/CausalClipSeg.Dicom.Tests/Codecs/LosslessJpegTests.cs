using System.Runtime.InteropServices;
using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Tests;
using CsCheck;
using FellowOakDicom;
using FellowOakDicom.Imaging;
using FellowOakDicom.IO.Buffer;

namespace CausalClipSeg.Dicom.Tests.Codecs;

/// <summary>JPEG process 14: bit for bit, with every predictor, depth and order of scans.</summary>
public sealed class LosslessJpegTests
{
    private static readonly JpegCodec Codec = new(DicomTransferSyntax.JPEGProcess14);

    [Theory]
    [InlineData(8, 1)]
    [InlineData(12, 1)]
    [InlineData(16, 1)]
    [InlineData(8, 3)]
    public async Task Dcmtks_dcmcjpeg_with_every_predictor_is_decoded_to_what_it_compressed(int bits, int samples)
    {
        using var folder = new TemporaryFolder();
        var pixels = Pixels(37 * 53 * samples, bits);
        Image(37, 53, bits, samples, pixels).Save(folder.File("native.dcm"));
        for (var predictor = 1; predictor <= 7; predictor++)
        {
            (await Dcmtk.Run("dcmcjpeg", "+el", "+sv", $"{predictor}", folder.File("native.dcm"), folder.File("jpeg.dcm"))).ShouldSucceed();
            var file = DicomFile.Open(folder.File("jpeg.dcm"));
            file.Dataset.InternalTransferSyntax.ShouldBe(DicomTransferSyntax.JPEGProcess14);
            PixelDecoder.Open(file.Dataset).Value.Frame(0).Value.ShouldBe(pixels, $"predictor {predictor}");
        }
    }

    [Fact]
    public void Restart_intervals_scans_by_component_and_every_predictor_and_depth_are_read() =>
        (from rows in Gen.Int[1, 9]
         from columns in Gen.Int[1, 9]
         from precision in Gen.Int[2, 16]
         from predictor in Gen.Int[1, 7]
         from restart in Gen.Int[0, 3]
         from isColour in Gen.Bool
         from samples in Gen.UShort[0, (ushort)((1 << precision) - 1)].Array[rows * columns].Array[isColour ? 3 : 1]
         select (rows, columns, precision, predictor, restart, samples)).Sample(c =>
        {
            var stream = new LosslessJpegWriter(c.rows, c.columns, c.precision) { Predictor = c.predictor, LinesPerRestart = c.restart }.Write(c.samples);
            var expected = Enumerable.Range(0, c.rows * c.columns).SelectMany(pixel => c.samples.Select(component => component[pixel])).ToArray();
            Decoded(stream, c.rows, c.columns, 16, c.samples.Length).ShouldBe(MemoryMarshal.AsBytes<ushort>(expected).ToArray());
        });

    [Fact]
    public void A_point_transform_gives_the_high_bits()
    {
        ushort[] samples = [.. Enumerable.Range(0, 63).Select(i => (ushort)(i * 65))];
        var stream = new LosslessJpegWriter(7, 9, 12) { Predictor = 4, PointTransform = 3 }.Write(samples);
        MemoryMarshal.Cast<byte, ushort>(Decoded(stream, 7, 9, 16, 1)).ToArray().ShouldBe(samples.Select(sample => (ushort)(sample & ~7)));
    }

    [Fact]
    public void A_stream_that_ends_early_is_refused_at_every_byte()
    {
        ushort[] samples = [.. Enumerable.Range(0, 80).Select(i => (ushort)(i * 51))];
        var stream = new LosslessJpegWriter(8, 10, 12) { Predictor = 7, LinesPerRestart = 2 }.Write(samples);
        // The end marker itself may be missing.
        for (var length = 0; length < stream.Length - 3; length++)
            Codec.DecodeFrame(stream.AsMemory(0, length), Layout(8, 10, 16, 1)).Succeeded.ShouldBeFalse($"{length} of {stream.Length} bytes");
    }

    [Fact]
    public void Another_size_than_the_data_sets_is_refused()
    {
        var stream = new LosslessJpegWriter(2, 3, 8).Write(new ushort[6]);
        Codec.DecodeFrame(stream, Layout(3, 2, 8, 1)).Refusal.ShouldNotBeNull().Reason
            .ShouldContain("the stream holds 2 x 3 pixels of 1 samples where the data set says 3 x 2 of 1");
    }

    private static byte[] Decoded(byte[] stream, int rows, int columns, int bits, int samples) => Codec.DecodeFrame(stream, Layout(rows, columns, bits, samples)).Value;

    private static PixelLayout Layout(int rows, int columns, int bits, int samples) =>
        PixelLayout.Read(Image(rows, columns, bits, samples, new byte[rows * columns * samples * (bits / 8)]).Dataset).Value;

    // Waves with noise: differences of every category, and none that a smooth picture would hide.
    private static byte[] Pixels(int count, int bits)
    {
        var random = new Random(bits);
        var values = Enumerable.Range(0, count).Select(i => (ushort)Math.Clamp((Math.Sin(i / 9.0) + 1) / 2 * ((1 << bits) - 1) + random.Next(-40, 40), 0, (1 << bits) - 1)).ToArray();
        return bits > 8 ? MemoryMarshal.AsBytes<ushort>(values).ToArray() : [.. values.Select(value => (byte)value)];
    }

    private static DicomFile Image(int rows, int columns, int bits, int samples, byte[] pixels)
    {
        var allocated = (ushort)(bits > 8 ? 16 : 8);
        var dataset = new DicomDataset(DicomTransferSyntax.ExplicitVRLittleEndian)
        {
            { DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage },
            { DicomTag.SOPInstanceUID, "1.2.3.4" },
            { DicomTag.StudyInstanceUID, "1.2.3" },
            { DicomTag.SeriesInstanceUID, "1.2.3.1" },
            { DicomTag.SamplesPerPixel, (ushort)samples },
            { DicomTag.PhotometricInterpretation, samples == 1 ? "MONOCHROME2" : "RGB" },
            { DicomTag.Rows, (ushort)rows },
            { DicomTag.Columns, (ushort)columns },
            { DicomTag.BitsAllocated, allocated },
            { DicomTag.BitsStored, (ushort)bits },
            { DicomTag.HighBit, (ushort)(bits - 1) },
            { DicomTag.PixelRepresentation, (ushort)0 },
        };
        if (samples == 3) dataset.Add(DicomTag.PlanarConfiguration, (ushort)0);
        DicomPixelData.Create(dataset, true).AddFrame(new MemoryByteBuffer(pixels));
        return new DicomFile(dataset);
    }
}
