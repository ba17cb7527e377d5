using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>One sample at the network's input size, a byte for each pixel.</summary>
internal sealed record StoredSample(byte[] Image, byte[] Mask, string Text);

/// <summary>All samples decoded once and kept in memory as bytes, so that an epoch never waits for a disk or a decoder.</summary>
internal sealed class SampleStore(int side, IReadOnlyList<StoredSample> samples)
{
    public int Side => side;

    public int Count => samples.Count;

    public StoredSample this[int index] => samples[index];

    public static SampleStore Read(IReadOnlyList<Sample> list, Preprocessing preprocessing, CancellationToken cancellation)
    {
        var stored = new StoredSample[list.Count];
        InParallel.Over(list, (sample, i) => stored[i] = Read(sample, preprocessing), cancellation);
        return new SampleStore(preprocessing.InputSize, stored);
    }

    /// <summary>Of all that the network sees of the samples, wherever their files lie.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var sample in samples)
        {
            hash.AppendData(sample.Image);
            hash.AppendData(sample.Mask);
            hash.AppendData(Encoding.UTF8.GetBytes(sample.Text + '\0'));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static StoredSample Read(Sample sample, Preprocessing preprocessing)
    {
        using var scope = NewDisposeScope();
        var image = PngImage.ReadGray(sample.ImagePath);
        var mask = PngImage.ReadMask(sample.MaskPath);
        SampleCheck.RequireSameSize(sample, image, mask);
        return new StoredSample(Bytes(image), Bytes(new GrayImage(mask.Rows, mask.Columns, Array.ConvertAll(mask.Pixels, pixel => (float)pixel))), sample.Text);

        byte[] Bytes(GrayImage picture) => Array.ConvertAll(
            preprocessing.Scale(picture).ToFloats(), value => (byte)(Math.Clamp(value, 0, 1) * 255 + 0.5f));
    }
}
