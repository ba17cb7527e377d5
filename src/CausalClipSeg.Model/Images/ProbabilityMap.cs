namespace CausalClipSeg.Model;

/// <summary>For every pixel of the source image, how probable it is that the sentence means it.</summary>
public sealed record ProbabilityMap(int Rows, int Columns, float[] Pixels)
{
    /// <summary>Whether the sentence was longer than the network reads, so that its last words had no part in the answer.</summary>
    public bool WordsLost { get; init; }

    public BinaryMask Threshold(float threshold)
    {
        var mask = new byte[Pixels.Length];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = Pixels[i] >= threshold ? (byte)1 : (byte)0;
        return new(Rows, Columns, mask);
    }
}
