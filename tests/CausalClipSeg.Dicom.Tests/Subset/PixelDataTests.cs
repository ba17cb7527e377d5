using FellowOakDicom;
using FellowOakDicom.Imaging;
using FellowOakDicom.IO.Buffer;

namespace CausalClipSeg.Dicom.Tests.Subset;

public sealed class PixelDataTests
{
    [Fact]
    public void Native_frames_lie_one_after_the_other()
    {
        var dataset = Image(DicomTransferSyntax.ExplicitVRLittleEndian, 2, 2, 8);
        var pixels = DicomPixelData.Create(dataset, true);

        pixels.AddFrame(new MemoryByteBuffer([1, 2, 3, 4]));
        pixels.AddFrame(new MemoryByteBuffer([5, 6, 7, 8]));

        var read = DicomPixelData.Create(FileTests.Reopen(new DicomFile(dataset)).Dataset);
        read.NumberOfFrames.ShouldBe(2);
        read.UncompressedFrameSize.ShouldBe(4);
        read.GetFrame(0).Data.ShouldBe([1, 2, 3, 4]);
        read.GetFrame(1).Data.ShouldBe([5, 6, 7, 8]);
    }

    [Fact]
    public void A_frame_of_odd_size_is_padded_in_the_file_only()
    {
        var dataset = Image(DicomTransferSyntax.ExplicitVRLittleEndian, 3, 1, 8);
        DicomPixelData.Create(dataset, true).AddFrame(new MemoryByteBuffer([1, 2, 3]));

        var read = FileTests.Reopen(new DicomFile(dataset)).Dataset;

        read.GetDicomItem<DicomElement>(DicomTag.PixelData).ShouldNotBeNull().Length.ShouldBe(4u);
        DicomPixelData.Create(read).GetFrame(0).Data.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Encapsulated_frames_are_found_by_their_offset_table()
    {
        var dataset = Image(DicomTransferSyntax.RLELossless, 2, 2, 8);
        var pixels = DicomPixelData.Create(dataset, true);
        pixels.AddFrame(new MemoryByteBuffer([1, 2, 3, 4]));
        pixels.AddFrame(new MemoryByteBuffer([5, 6]));

        var read = DicomPixelData.Create(FileTests.Reopen(new DicomFile(dataset)).Dataset);

        read.NumberOfFrames.ShouldBe(2);
        read.GetFrame(0).Data.ShouldBe([1, 2, 3, 4]);
        read.GetFrame(1).Data.ShouldBe([5, 6]);
    }

    [Fact]
    public void A_frame_may_be_spread_over_fragments()
    {
        var dataset = Image(DicomTransferSyntax.RLELossless, 2, 2, 8).AddOrUpdate(DicomTag.NumberOfFrames, 2);
        var fragments = new DicomOtherByteFragment(DicomTag.PixelData);
        fragments.OffsetTable.Add(0);
        fragments.OffsetTable.Add(20);
        fragments.Fragments.Add(new MemoryByteBuffer([1, 2]));
        fragments.Fragments.Add(new MemoryByteBuffer([3, 4]));
        fragments.Fragments.Add(new MemoryByteBuffer([5, 6]));
        dataset.Add(fragments);

        var pixels = DicomPixelData.Create(dataset);

        pixels.GetFrame(0).Data.ShouldBe([1, 2, 3, 4]);
        pixels.GetFrame(1).Data.ShouldBe([5, 6]);
    }

    [Fact]
    public void Without_an_offset_table_each_fragment_is_a_frame()
    {
        var dataset = Image(DicomTransferSyntax.RLELossless, 2, 2, 8).AddOrUpdate(DicomTag.NumberOfFrames, 2);
        var fragments = new DicomOtherByteFragment(DicomTag.PixelData);
        fragments.Fragments.Add(new MemoryByteBuffer([1, 2]));
        fragments.Fragments.Add(new MemoryByteBuffer([3, 4]));
        dataset.Add(fragments);

        DicomPixelData.Create(dataset).GetFrame(1).Data.ShouldBe([3, 4]);
    }

    [Fact]
    public void A_single_frame_takes_all_fragments()
    {
        var dataset = Image(DicomTransferSyntax.JPEGProcess1, 2, 2, 8);
        var fragments = new DicomOtherByteFragment(DicomTag.PixelData);
        fragments.Fragments.Add(new MemoryByteBuffer([0xFF, 0xD8]));
        fragments.Fragments.Add(new MemoryByteBuffer([0xFF, 0xD9]));
        dataset.Add(fragments);

        DicomPixelData.Create(dataset).GetFrame(0).Data.ShouldBe([0xFF, 0xD8, 0xFF, 0xD9]);
    }

    internal static DicomDataset Image(DicomTransferSyntax syntax, ushort columns, ushort rows, ushort bits) => new(syntax)
    {
        { DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage },
        { DicomTag.SOPInstanceUID, "1.2.3.4" },
        { DicomTag.SamplesPerPixel, (ushort)1 },
        { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
        { DicomTag.Rows, rows },
        { DicomTag.Columns, columns },
        { DicomTag.BitsAllocated, bits },
        { DicomTag.BitsStored, bits },
        { DicomTag.HighBit, (ushort)(bits - 1) },
        { DicomTag.PixelRepresentation, (ushort)0 },
    };
}
