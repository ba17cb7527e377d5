using System.Buffers.Binary;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Tests;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Subset.LargeFile;

namespace CausalClipSeg.Dicom.Tests.Subset;

/// <summary>A multi-frame of more than 2 GB, written sparsely: it takes no room on disk, and reading it no room in memory.</summary>
public sealed class LargeFileTests
{
    [Fact]
    public async Task A_multi_frame_of_two_gigabytes_is_opened_and_its_last_frame_read_in_constant_memory()
    {
        await using var folder = new TemporaryFolder("large");
        var path = folder.File("large.dcm");
        WriteNative(path);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = DicomFile.Open(path, FileReadOption.ReadLargeOnDemand);
        var opened = GC.GetAllocatedBytesForCurrentThread() - before;
        var last = PixelDecoder.Open(file.Dataset).Value.Frame(Frames - 1).Value;
        var read = GC.GetAllocatedBytesForCurrentThread() - before - opened;

        new FileInfo(path).Length.ShouldBeGreaterThan(int.MaxValue);
        last[0].ShouldBe(Mark);
        last.Length.ShouldBe(FrameBytes);
        opened.ShouldBeLessThan(2L << 20);
        read.ShouldBeLessThan(3L * FrameBytes);
    }

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
}
