using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Tests.Codecs;
using CausalClipSeg.Dicom.Tests.Network;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom.Subset.Tests;

/// <summary>What is read where others give up, and refused where others guess.</summary>
public sealed class FileTests
{
    [Fact]
    public void A_file_cut_short_is_refused()
    {
        using var stream = new MemoryStream();
        NetworkObjects.Capture(16).Save(stream);
        Should.Throw<DicomFileException>(() => DicomFile.Open(new MemoryStream(stream.ToArray()[..^3])));
    }

    [Fact]
    public void A_big_endian_picture_of_bytes_in_words_is_that_of_its_little_endian_twin()
    {
        // The last byte of an odd number of swapped bytes is kept.
        var folder = SharedData.Require("data/dicom/pydicom/test_files");
        Decode(Path.Combine(folder, "SC_rgb_small_odd_big_endian.dcm")).ShouldBe(Decode(Path.Combine(folder, "SC_rgb_small_odd.dcm")));
    }

    [Fact]
    public async Task A_data_set_that_declares_an_explicit_syntax_and_is_implicit_is_read()
    {
        var path = Path.Combine(SharedData.Require("data/dicom/pydicom/test_files"), "SC_rgb_jpeg.dcm");
        var theirs = Convert.FromHexString((await Pydicom.Run("import sys, pydicom; print(pydicom.dcmread(sys.argv[1]).pixel_array.tobytes().hex())", path)).Trim());
        var ours = Decode(path);
        ours.Length.ShouldBe(theirs.Length);
        theirs.Zip(ours).Average(pair => (double)Math.Abs(pair.First - pair.Second)).ShouldBeLessThan(0.05);
    }

    /// <summary>Two frames in three fragments: the basic table is empty, as it has to be beside an extended one (PS3.5 A.4).</summary>
    [Fact]
    public void Frames_of_lossless_JPEG_are_found_by_the_extended_offset_table()
    {
        ushort[][] frames = [[.. Enumerable.Range(0, 63).Select(i => (ushort)(i * 65))], [.. Enumerable.Range(0, 63).Select(i => (ushort)(4095 - i * 3))]];
        var streams = frames.Select(frame => Even(new LosslessJpegWriter(7, 9, 12) { Predictor = 6 }.Write(frame))).ToArray();
        var fragments = new DicomOtherByteFragment(DicomTag.PixelData);
        foreach (var fragment in new[] { streams[0][..40], streams[0][40..], streams[1] }) fragments.Fragments.Add(new MemoryByteBuffer(fragment));
        var dataset = Compressed(fragments);
        dataset.Add(new DicomOtherVeryLong(DicomTag.ExtendedOffsetTable, 0UL, (ulong)streams[0].Length + 16));
        dataset.Add(new DicomOtherVeryLong(DicomTag.ExtendedOffsetTableLengths, (ulong)streams[0].Length, (ulong)streams[1].Length));
        using var stream = new MemoryStream();
        new DicomFile(dataset).Save(stream);
        stream.Position = 0;

        var decoder = PixelDecoder.Open(DicomFile.Open(stream).Dataset).Value;

        for (var frame = 0; frame < frames.Length; frame++)
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(decoder.Frame(frame).Value).ToArray().ShouldBe(frames[frame]);
    }

    private static byte[] Even(byte[] stream) => stream.Length % 2 == 0 ? stream : [.. stream, 0];

    private static DicomDataset Compressed(DicomOtherByteFragment fragments) => new(DicomTransferSyntax.JPEGProcess14)
    {
        { DicomTag.SOPClassUID, DicomUID.MultiFrameGrayscaleWordSecondaryCaptureImageStorage },
        { DicomTag.SOPInstanceUID, "1.2.3.4" },
        { DicomTag.NumberOfFrames, 2 },
        { DicomTag.SamplesPerPixel, (ushort)1 },
        { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
        { DicomTag.Rows, (ushort)7 },
        { DicomTag.Columns, (ushort)9 },
        { DicomTag.BitsAllocated, (ushort)16 },
        { DicomTag.BitsStored, (ushort)12 },
        { DicomTag.HighBit, (ushort)11 },
        { DicomTag.PixelRepresentation, (ushort)0 },
        fragments,
    };

    private static byte[] Decode(string path)
    {
        using var samples = new MemoryStream();
        StoredPixels.Write(DicomFile.Open(path).Dataset, samples).Succeeded.ShouldBeTrue();
        return samples.ToArray();
    }
}
