namespace CausalClipSeg.Model;

/// <summary>Between which two places of a side a pixel of the same side at another size lies, and how near to the second (PyTorch's bilinear, align_corners false).</summary>
internal readonly record struct BilinearPlace(int Low, int High, float Share)
{
    public static BilinearPlace[] Of(int from, int to) => [.. Enumerable.Range(0, to).Select(pixel =>
    {
        var source = Math.Max(0, (pixel + 0.5f) * ((float)from / to) - 0.5f);
        var low = Math.Min((int)source, from - 1);
        return new BilinearPlace(low, Math.Min(low + 1, from - 1), source - low);
    })];
}
