using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Tests;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Codecs;

/// <summary>The NEMA WG04 pictures: whatever the lossless compression, the picture is the same.</summary>
public sealed class Wg04Tests
{
    [Theory]
    [InlineData("CT1", "J2KR JLSL JPLL RLE")]
    [InlineData("MR1", "J2KR JLSL JPLL RLE")]
    [InlineData("NM1", "J2KR JLSL JPLL RLE")]
    [InlineData("RG2", "J2KR JLSL JPLL RLE")]
    [InlineData("US1", "J2KR RLE")]
    [InlineData("VL1", "J2KR RLE")]
    public void Every_lossless_compression_of_one_picture_has_one_hash(string picture, string compressions)
    {
        var hashes = compressions.Split(' ').ToDictionary(compression => compression, compression => Decode($"{picture}_{compression}").Summary.Sha256);
        hashes.Values.Distinct().Count().ShouldBe(1, string.Join('\n', hashes));
    }

    [Theory]
    [InlineData("CT1_J2KI", "CT1_RLE", 60)]
    [InlineData("CT1_JLSN", "CT1_RLE", 60)]
    [InlineData("MR1_J2KI", "MR1_RLE", 60)]
    [InlineData("MR1_JLSN", "MR1_RLE", 60)]
    [InlineData("NM1_J2KI", "NM1_RLE", 40)]
    [InlineData("NM1_JLSN", "NM1_RLE", 40)]
    [InlineData("RG2_J2KI", "RG2_RLE", 12)]
    [InlineData("RG2_JLSN", "RG2_RLE", 12)]
    [InlineData("RG2_JPLY", "RG2_RLE", 12)]
    [InlineData("RG1_J2KI", "RG1_JLSN", 300)]
    public void A_lossy_compression_stays_close_to_the_picture(string lossy, string reference, int meanDifference)
    {
        var (one, other) = (Decode(lossy), Decode(reference));
        one.Samples.Length.ShouldBe(other.Samples.Length);
        MeanDifference(one, other).ShouldBeInRange(0, meanDifference);
    }

    private static double MeanDifference((StoredPixels Summary, byte[] Samples) one, (StoredPixels Summary, byte[] Samples) other)
    {
        var sum = 0.0;
        for (var i = 0; i + 1 < one.Samples.Length; i += 2)
            sum += Math.Abs(BitConverter.ToInt16(one.Samples, i) - BitConverter.ToInt16(other.Samples, i));
        return sum / (one.Samples.Length / 2);
    }

    private static (StoredPixels Summary, byte[] Samples) Decode(string name)
    {
        var file = DicomFile.Open(Path.Combine(SharedData.Require("data/dicom/wg04"), $"{name}.dcm"));
        using var samples = new MemoryStream();
        return (StoredPixels.Write(file.Dataset, samples).Value, samples.ToArray());
    }
}
