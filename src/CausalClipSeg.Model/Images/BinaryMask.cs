namespace CausalClipSeg.Model;

/// <summary>Which pixels belong to the lesion: 1 inside, 0 outside, row by row.</summary>
public sealed record BinaryMask(int Rows, int Columns, byte[] Pixels)
{
    public long Area => Pixels.AsSpan().Count((byte)1);
}
