using CausalClipSeg.Dicom.Images;
using CsCheck;

namespace CausalClipSeg.Dicom.Tests.Images;

public sealed class BitPackingTests
{
    [Fact]
    public void The_first_pixel_is_the_lowest_bit_of_the_first_byte() =>
        BitPacking.Pack([new byte[] { 1, 0, 0, 0, 0, 0, 0, 1, 0, 255 }]).ShouldBe([0b1000_0001, 0b0000_0010]);

    [Fact]
    public void Frames_follow_each_other_without_padding() =>
        BitPacking.Pack([new byte[] { 1, 0, 1 }, new byte[] { 1, 1, 0 }, new byte[] { 0, 1, 1 }]).ShouldBe([0b1001_1101, 0b0000_0001]);

    [Fact]
    public void Whatever_is_packed_unpacks_to_the_same_frames() =>
        Gen.Select(Gen.Int[1, 150], Gen.Int[1, 5]).SelectMany((length, count) => Gen.Byte[0, 1].Array[length].Array[count]).Sample(frames =>
        {
            var packed = BitPacking.Pack([.. frames.Select(frame => (ReadOnlyMemory<byte>)frame)]);
            var firstBit = 0;
            foreach (var frame in frames)
            {
                BitPacking.Unpack(packed.AsSpan(firstBit / 8), firstBit % 8, frame.Length).ShouldBe(frame);
                firstBit += frame.Length;
            }

            packed.Length.ShouldBe((firstBit + 15) / 16 * 2);
        }, iter: 2000);
}
