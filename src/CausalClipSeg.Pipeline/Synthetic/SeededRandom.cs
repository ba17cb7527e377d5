namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>The generator's own random numbers (SplitMix64), so that a seed draws the same case on every runtime and platform.</summary>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A stream of its own for one layer of a case: changing one layer does not shift the numbers of another.</summary>
    public static SeededRandom For(int seed, int stream) =>
        new(unchecked(((ulong)(uint)seed << 20) * 0x9E3779B97F4A7C15UL + (ulong)(uint)stream * 0xD1B54A32D192ED03UL));

    public ulong NextBits()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    public float NextFloat() => (NextBits() >> 40) * (1f / (1 << 24));

    public float Between(float low, float high) => low + (high - low) * NextFloat();

    public bool Chance(float probability) => NextFloat() < probability;

    public int NextInt(int exclusiveMaximum) => (int)(NextBits() % (ulong)exclusiveMaximum);

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[NextInt(choices.Length)];

    /// <summary>Four uniform numbers in one: close enough to a Gaussian of unit variance for detector noise, and quick.</summary>
    public float NextGaussian()
    {
        var bits = NextBits();
        var sum = (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48);
        return (sum - 131070f) * (1f / 37837f);
    }
}
