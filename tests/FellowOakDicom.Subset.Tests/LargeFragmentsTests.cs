using System.Buffers.Binary;
using CausalClipSeg.Dicom.Tests.Subset;
using FellowOakDicom.Imaging;
using static CausalClipSeg.Dicom.Tests.Subset.LargeFile;

namespace FellowOakDicom.Subset.Tests;

/// <summary>Fragments of a compressed image stay on disk as the values of a native one do.</summary>
public sealed class LargeFragmentsTests
{
    [Fact]
    public async Task A_compressed_multi_frame_of_two_gigabytes_is_opened_and_its_last_frame_read_in_constant_memory()
    {
        await using var folder = new TemporaryFolder("large");
        var path = folder.File("large.dcm");
        WriteEncapsulated(path);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = DicomFile.Open(path, FileReadOption.ReadLargeOnDemand);
        var opened = GC.GetAllocatedBytesForCurrentThread() - before;
        var last = DicomPixelData.Create(file.Dataset).GetFrame(Frames - 1).Data;
        var read = GC.GetAllocatedBytesForCurrentThread() - before - opened;

        new FileInfo(path).Length.ShouldBeGreaterThan(int.MaxValue);
        last[0].ShouldBe(Mark);
        last.Length.ShouldBe(FrameBytes);
        opened.ShouldBeLessThan(2L << 20);
        read.ShouldBeLessThan(3L * FrameBytes);
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
}
