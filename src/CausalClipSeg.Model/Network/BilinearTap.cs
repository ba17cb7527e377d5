namespace CausalClipSeg.Model;

/// <summary>Where one tap of a 3-wide kernel reads along one side of a bilinearly enlarged map (align_corners false): two places of the small map and what each counts.</summary>
internal readonly record struct BilinearTap(int Low, int High, float LowShare, float HighShare)
{
    public const int Taps = 3;

    /// <summary>The taps of every place of the enlarged side, <see cref="Taps"/> for each; a tap in the convolution's zero padding counts nothing, at the edge beside it.</summary>
    public static BilinearTap[] Of(int size, int factor)
    {
        var large = size * factor;
        return [.. Enumerable.Range(0, large * Taps).Select(i => At(i / Taps + i % Taps - Taps / 2))];

        BilinearTap At(int place)
        {
            if (place < 0 || place >= large)
                return place < 0 ? default : new BilinearTap(size - 1, size - 1, 0, 0);
            var source = Math.Max(0, (place + 0.5f) / factor - 0.5f);
            var (low, share) = ((int)source, source - (int)source);
            return new BilinearTap(low, Math.Min(low + 1, size - 1), 1 - share, share);
        }
    }
}
