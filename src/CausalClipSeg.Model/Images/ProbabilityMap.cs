namespace CausalClipSeg.Model;

/// <summary>For every pixel of the source image, how probable it is that the sentence means it.</summary>
public sealed record ProbabilityMap(int Rows, int Columns, float[] Pixels)
{
    /// <summary>Whether the sentence was longer than the network reads, so that its last words had no part in the answer.</summary>
    public bool WordsLost { get; init; }

    public BinaryMask Threshold(float threshold) =>
        new(Rows, Columns, Array.ConvertAll(Pixels, probability => probability >= threshold ? (byte)1 : (byte)0));
}
