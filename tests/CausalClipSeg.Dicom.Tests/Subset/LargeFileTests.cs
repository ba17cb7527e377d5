using System.Buffers.Binary;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Tests;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Subset;

/// <summary>A multi-frame of more than 2 GB, written sparsely: it takes no room on disk, and reading it no room in memory.</summary>
public sealed class LargeFileTests
{
    private const int Frames = 600;
    private const int FrameBytes = 2048 * 2048;
    private const byte Mark = 0xA5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_multi_frame_of_two_gigabytes_is_opened_and_its_last_frame_read_in_constant_memory(bool encapsulated)
    {
        if (encapsulated) DicomLibrary.OnlyOurs("fragments of a compressed image stay on disk.");
        await using var folder = new TemporaryFolder("large");
        var path = folder.File("large.dcm");
        if (encapsulated) WriteEncapsulated(path);
        else WriteNative(path);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = DicomFile.Open(path, FileReadOption.ReadLargeOnDemand);
        var opened = GC.GetAllocatedBytesForCurrentThread() - before;
        var last = LastFrame(file.Dataset, encapsulated);
        var read = GC.GetAllocatedBytesForCurrentThread() - before - opened;

        new FileInfo(path).Length.ShouldBeGreaterThan(int.MaxValue);
        last[0].ShouldBe(Mark);
        last.Length.ShouldBe(FrameBytes);
        opened.ShouldBeLessThan(2L << 20);
        read.ShouldBeLessThan(3L * FrameBytes);
    }

    private static byte[] LastFrame(DicomDataset dataset, bool encapsulated) => encapsulated
        ? FellowOakDicom.Imaging.DicomPixelData.Create(dataset).GetFrame(Frames - 1).Data
        : PixelDecoder.Open(dataset).Value.Frame(Frames - 1).Value;

    private static void WriteNative(string path)
    {
        using var stream = Begin(path, DicomTransferSyntax.ExplicitVRLittleEndian);
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, checked((uint)Frames * FrameBytes));
        stream.Write([0xE0, 0x7F, 0x10, 0, (byte)'O', (byte)'B', 0, 0, .. length]);
        stream.Position += (long)(Frames - 1) * FrameBytes;
        stream.WriteByte(Mark);
        stream.SetLength(stream.Position + FrameBytes - 1);
    }

    private static void WriteEncapsulated(string path)
    {
        using var stream = Begin(path, DicomTransferSyntax.JPEG2000Lossless);
        stream.Write([0xE0, 0x7F, 0x10, 0, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0]);
        for (var frame = 0; frame < Frames; frame++)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(length, FrameBytes);
            stream.Write([0xFE, 0xFF, 0x00, 0xE0, .. length, frame == Frames - 1 ? Mark : (byte)0]);
            stream.Position += FrameBytes - 1;
        }

        stream.Write([0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
    }

    private static FileStream Begin(string path, DicomTransferSyntax syntax)
    {
        var stream = File.Create(path);
        new DicomFile(new DicomDataset(syntax)
        {
            { DicomTag.SOPClassUID, DicomUID.MultiFrameGrayscaleByteSecondaryCaptureImageStorage },
            { DicomTag.SOPInstanceUID, "1.2.3.4" },
            { DicomTag.SamplesPerPixel, (ushort)1 },
            { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
            { DicomTag.NumberOfFrames, Frames },
            { DicomTag.Rows, (ushort)2048 },
            { DicomTag.Columns, (ushort)2048 },
            { DicomTag.BitsAllocated, (ushort)8 },
            { DicomTag.BitsStored, (ushort)8 },
            { DicomTag.HighBit, (ushort)7 },
            { DicomTag.PixelRepresentation, (ushort)0 },
        }).Save(stream);
        return stream;
    }
}
