using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Codecs;

/// <summary>Chrominance stored at a lower resolution comes out as libjpeg enlarges it, edges and odd sizes included.</summary>
public sealed class ChromaEnlargementTests
{
    /// <summary>No two neighbours are alike: repetition would be off by far more than rounding.</summary>
    private const string Script = """
        import io, sys
        import numpy
        from PIL import Image
        rows, columns, sampling = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
        y, x = numpy.mgrid[0:rows, 0:columns]
        picture = numpy.stack([x * 7 % 256, y * 11 % 256, (x + y) * 5 % 256], -1).astype('uint8')
        Image.fromarray(picture).save(sys.argv[1] + '.jpg', 'JPEG', quality=95, subsampling=sampling)
        stored = Image.open(sys.argv[1] + '.jpg')
        stored.draft('YCbCr', stored.size)
        open(sys.argv[1] + '.raw', 'wb').write(numpy.asarray(stored).tobytes())
        """;

    /// <summary>
    /// Four blocks of luminance, two of chrominance: 4:2:0 has them two by two, these four in a line or a column. Pillow writes only the former, so the frame header is
    /// changed; the same stream is then another picture, and again no two neighbours are alike.
    /// </summary>
    private const string QuarteredScript = """
        import sys
        import numpy
        from PIL import Image
        rows, columns, factors = int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4], 16)
        mcus = -(-rows // (8 * (factors & 15))) * -(-columns // (8 * (factors >> 4)))
        y, x = numpy.mgrid[0:16, 0:16 * mcus]
        picture = numpy.stack([x * 7 % 256, y * 11 % 256, (x + y) * 5 % 256], -1).astype('uint8')
        Image.fromarray(picture).save(sys.argv[1] + '.jpg', 'JPEG', quality=95, subsampling='4:2:0')
        encoded = bytearray(open(sys.argv[1] + '.jpg', 'rb').read())
        frame = encoded.index(b'\xff\xc0')
        assert encoded[frame + 11] == 0x22
        encoded[frame + 5:frame + 9] = rows.to_bytes(2, 'big') + columns.to_bytes(2, 'big')
        encoded[frame + 11] = factors
        open(sys.argv[1] + '.jpg', 'wb').write(encoded)
        stored = Image.open(sys.argv[1] + '.jpg')
        stored.draft('YCbCr', stored.size)
        open(sys.argv[1] + '.raw', 'wb').write(numpy.asarray(stored).tobytes())
        """;

    [Theory]
    [InlineData(48, 64, "4:2:0")]
    [InlineData(37, 53, "4:2:0")]
    [InlineData(37, 53, "4:2:2")]
    [InlineData(37, 54, "4:4:4")]
    [InlineData(9, 3, "4:2:0")]
    public Task It_is_that_of_libjpeg(int rows, int columns, string sampling) => CompareWithLibjpeg(Script, rows, columns, sampling);

    [Theory]
    [InlineData(16, 128, "41")]
    [InlineData(13, 93, "41")]
    [InlineData(93, 13, "14")]
    public Task A_quarter_is_repeated_as_libjpeg_repeats_it(int rows, int columns, string factors) => CompareWithLibjpeg(QuarteredScript, rows, columns, factors);

    private static async Task CompareWithLibjpeg(string script, int rows, int columns, string sampling)
    {
        using var folder = new TemporaryFolder("chroma");
        var path = folder.File("picture");
        await Pydicom.Run(script, path, $"{rows}", $"{columns}", sampling);
        var theirs = await File.ReadAllBytesAsync(path + ".raw", TestContext.Current.CancellationToken);

        var ours = FrameCodecs.For(DicomTransferSyntax.JPEGProcess1)!.DecodeFrame(await File.ReadAllBytesAsync(path + ".jpg", TestContext.Current.CancellationToken), Layout(rows, columns)).Value;

        ours.Length.ShouldBe(theirs.Length);
        ours.Zip(theirs).Max(pair => Math.Abs(pair.First - pair.Second)).ShouldBeLessThanOrEqualTo(2);
    }

    private static PixelLayout Layout(int rows, int columns) => new()
    {
        Rows = rows,
        Columns = columns,
        Frames = 1,
        SamplesPerPixel = 3,
        BitsAllocated = 8,
        BitsStored = 8,
        HighBit = 7,
        IsSigned = false,
        IsPlanar = false,
        PhotometricInterpretation = "YBR_FULL_422",
    };
}
