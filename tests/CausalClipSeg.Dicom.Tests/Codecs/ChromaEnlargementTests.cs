using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Codecs;

/// <summary>Chrominance stored at half the resolution comes out as libjpeg enlarges it, edges and odd sizes included.</summary>
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

    [Theory]
    [InlineData(48, 64, "4:2:0")]
    [InlineData(37, 53, "4:2:0")]
    [InlineData(37, 53, "4:2:2")]
    [InlineData(37, 54, "4:4:4")]
    [InlineData(9, 3, "4:2:0")]
    public async Task It_is_that_of_libjpeg(int rows, int columns, string sampling)
    {
        using var folder = new TemporaryFolder("chroma");
        var path = folder.File("picture");
        await Pydicom.Run(Script, path, $"{rows}", $"{columns}", sampling);
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
