namespace CausalClipSeg.Model;

/// <summary>Where one tap of a 3-wide kernel reads along one side of a bilinearly enlarged map (align_corners false): two places of the small map and what each counts.</summary>
internal readonly record struct BilinearTap(int Low, int High, float LowShare, float HighShare)
{
    public const int Taps = 3;

    /// <summary>The taps of every place of the enlarged side, <see cref="Taps"/> for each; a tap in the convolution's zero padding counts nothing, at the edge beside it.</summary>
    public static BilinearTap[] Of(int size, int factor)
    {
        var places = BilinearPlace.Of(size, size * factor);
        return [.. Enumerable.Range(0, places.Length * Taps).Select(i => At(i / Taps + i % Taps - Taps / 2))];

        BilinearTap At(int pixel)
        {
            var inside = Math.Clamp(pixel, 0, places.Length - 1);
            var (low, high, share) = places[inside];
            return pixel == inside ? new BilinearTap(low, high, 1 - share, share) : new BilinearTap(low, high, 0, 0);
        }
    }
}
