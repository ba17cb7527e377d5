using System.Buffers.Binary;
using System.IO.Compression;

namespace FellowOakDicom.Subset.Tests;

public sealed class HostileInputTests
{
    [Fact]
    public void A_small_file_that_claims_four_gigabytes_allocates_nothing_of_the_sort()
    {
        byte[] bytes = [.. Head("1.2.840.10008.1.2.1"), 0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xF0, 0xFF, 0xFF, 0xFF, 1, 2];
        Refused(bytes).ShouldContain("(7fe0,0010)");

        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(bytes);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200_000);
    }

    [Fact]
    public void A_nesting_bomb_is_refused()
    {
        byte[] level = [0x08, 0x00, 0x15, 0x11, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF];

        Refused([.. Head("1.2.840.10008.1.2.1"), .. Enumerable.Repeat(level, 100_000).SelectMany(b => b)]).ShouldContain("nested");
    }

    [Fact]
    public void A_deflate_bomb_is_refused()
    {
        using var deflated = new MemoryStream();
        using (var stream = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0x00, 0x00, 0x00, 0x20]);
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 512; i++) stream.Write(zeros);
        }

        Refused([.. Head("1.2.840.10008.1.2.1.99"), .. deflated.ToArray()]).ShouldContain("deflated");
    }

    [Fact]
    public void A_million_tags_in_falling_order_are_sorted_in_no_time()
    {
        var bytes = new byte[8 * 1_000_000];
        for (var i = 0; i < 1_000_000; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 8), (ushort)(0x7000 - (i >> 10)));
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((i * 8) + 2), (ushort)(0x7000 - (i & 1023)));
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var file = DicomFile.Open(new MemoryStream([.. Head("1.2.840.10008.1.2"), .. bytes]));

        file.Dataset.Count().ShouldBe(1_000_000);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void A_truncation_names_the_element_and_the_byte()
    {
        var head = Head("1.2.840.10008.1.2.1");

        Refused([.. head, 0x10, 0x00, 0x10, 0x00, (byte)'P', (byte)'N', 20, 0, (byte)'A'])
            .ShouldSatisfyAllConditions(m => m.ShouldContain("(0010,0010)"), m => m.ShouldContain($"byte {head.Length}"));
    }

    private static string Refused(byte[] bytes) => Should.Throw<DicomFileException>(() => DicomFile.Open(new MemoryStream(bytes))).Message;

    private static byte[] Head(string syntax)
    {
        var value = syntax.Length % 2 == 0 ? syntax : syntax + "\0";
        return
        [
            .. new byte[128], .. "DICM"u8, 0x02, 0x00, 0x10, 0x00, (byte)'U', (byte)'I', (byte)value.Length, 0, .. value.Select(c => (byte)c),
        ];
    }
}
