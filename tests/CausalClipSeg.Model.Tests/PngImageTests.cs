using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

/// <summary>Masks and pictures as people save them, four pixels each: read as they are meant, or refused, never misread.</summary>
public sealed class PngImageTests : IDisposable
{
    private const byte Gray = 0, Colour = 2, GrayAlpha = 4, ColourAlpha = 6; // colour types, PNG 11.2.1
    private readonly TemporaryFolder _folder = new("png");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Gray, 8, "00 ff ff 00", "0110")]
    [InlineData(Gray, 8, "00 01 01 00", "0110")]
    [InlineData(Gray, 8, "00 00 00 01", "0001")]
    [InlineData(Gray, 8, "00 55 00 55", "0101")]
    [InlineData(Gray, 8, "00 00 00 00", "0000")]
    [InlineData(Gray, 8, "ff ff ff ff", "1111")]
    [InlineData(Gray, 8, "00 40 c0 ff", "0011")]
    [InlineData(Gray, 1, "60", "0110")]
    [InlineData(Gray, 2, "44", "1010")]
    [InlineData(Gray, 16, "0000 ffff ffff 0000", "0110")]
    [InlineData(Colour, 8, "000000 ff0000 ff0000 000000", "0110")]
    [InlineData(Colour, 8, "000000 0000ff 000000 000000", "0100")]
    [InlineData(Colour, 8, "000000 ffffff 000000 000000", "0100")]
    [InlineData(ColourAlpha, 8, "00000000 ff0000ff 00000000 ff0000ff", "0101")]
    [InlineData(GrayAlpha, 8, "0080 ff80 0080 ff80", "0101")]
    public void A_mask_is_read_as_it_is_meant(byte colour, byte bits, string pixels, string inside) =>
        string.Concat(PngImage.ReadMask(Png(colour, bits, pixels)).Pixels).ShouldBe(inside);

    [Theory]
    [InlineData(Gray, 8, "00 01 02 00", "no pixel of the mask is half bright (the brightest has 2 of 255), and its levels are not two.")]
    [InlineData(Gray, 8, "01 02 01 02", "no pixel of the mask is half bright")]
    [InlineData(Gray, 8, "01 01 01 01", "no pixel of the mask is half bright")]
    [InlineData(Colour, 8, "000000 ff0000 800000 000000", "no pixel of the mask is half bright (the brightest has 85 of 255)")]
    [InlineData(Gray, 16, "0000 0001 0001 0000", "a mask of 16 bits without a pixel in the upper half of them. Save masks with 8 bits, 0 outside and 255 inside the lesion.")]
    [InlineData(Gray, 16, "0000 0fff 0000 0fff", "a mask of 16 bits without")]
    [InlineData(ColourAlpha, 8, "00000000 000000ff 00000000 000000ff", "the mask has one colour, its shape is in its transparency.")]
    [InlineData(GrayAlpha, 8, "ff00 ffff ff00 ffff", "the mask has one colour")]
    public void A_mask_that_would_be_misread_is_refused(byte colour, byte bits, string pixels, string reason) =>
        Should.Throw<TrainingDataException>(() => PngImage.ReadMask(Png(colour, bits, pixels))).Message.ShouldContain($"x.png: {reason}");

    [Theory]
    [InlineData(Gray, 8, "00 33 66 10", "0 51 102 16")]
    [InlineData(Gray, 16, "0000 3333 8080 ffff", "0 51 128 255")]
    [InlineData(Colour, 8, "000000 333333 ffffff 306030", "0 51 255 64")]
    [InlineData(ColourAlpha, 8, "00000000 33333300 ffffff00 30603000", "0 51 255 64")]
    public void A_picture_has_its_own_levels(byte colour, byte bits, string pixels, string levels) =>
        string.Join(' ', PngImage.ReadGray(Png(colour, bits, pixels)).Pixels.Select(value => MathF.Round(value * 255))).ShouldBe(levels);

    [Theory]
    [InlineData("0000 0fff 0800 0400")]
    [InlineData("0000 3fff 0800 0400")]
    [InlineData("0000 7fff 0800 0400")]
    public void A_scanners_bits_in_sixteen_are_refused(string pixels) =>
        Should.Throw<TrainingDataException>(() => PngImage.ReadGray(Png(Gray, 16, pixels))).Message.ShouldEndWith(
            "x.png: a picture of 16 bits whose brightest pixel is below half of them, as a scanner's 12 bits are. Scale it to the whole range, or save it with 8 bits.");

    [Fact]
    public void A_small_file_of_a_huge_picture_is_refused_before_its_pixels_are_made()
    {
        var file = File.ReadAllBytes(Png(Gray, 8, "00000000"));
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 60_000);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), ~file[12..29].Aggregate(uint.MaxValue, Crc));
        File.WriteAllBytes(_folder.File("huge.png"), file);
        Should.Throw<TrainingDataException>(() => PngImage.ReadGray(_folder.File("huge.png"))).Message.ShouldEndWith("huge.png: a picture of 60000x60000; at most 100000000 pixels are read. Scale it down.");
    }

    /// <summary>One row of four pixels, their bytes in hexadecimal.</summary>
    private string Png(byte colour, byte bits, string pixels)
    {
        var path = _folder.File("x.png");
        using var file = File.Create(path);
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        Chunk(file, "IHDR", [0, 0, 0, 4, 0, 0, 0, 1, bits, colour, 0, 0, 0]);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true))
            zip.Write([0, .. Convert.FromHexString(pixels.Replace(" ", "", StringComparison.Ordinal))]);
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return path;
    }

    private static void Chunk(FileStream file, string name, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~named.Aggregate(uint.MaxValue, Crc));
        file.Write(number);
    }

    private static uint Crc(uint sum, byte value) => Enumerable.Range(0, 8).Aggregate(sum ^ value, (rest, _) => (rest >> 1) ^ ((rest & 1) * 0xEDB88320u));
}
