namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Smooth random fields over the plane: the irregular edge of an opacity and the texture of tissue.</summary>
public sealed class FractalNoise
{
    private const int Size = 64;
    private readonly float[] _lattice = new float[Size * Size];

    public FractalNoise(SeededRandom random)
    {
        for (var i = 0; i < _lattice.Length; i++) _lattice[i] = random.Between(-1f, 1f);
    }

    /// <summary>Octaves of value noise at (x, y), about -1 to 1.</summary>
    public float At(float x, float y, float frequency, int octaves, float gain = 0.5f)
    {
        float sum = 0f, weight = 1f, total = 0f;
        for (var octave = 0; octave < octaves; octave++)
        {
            sum += weight * Value(x * frequency + 17.3f * octave, y * frequency + 5.7f * octave);
            total += weight;
            weight *= gain;
            frequency *= 2.03f;
        }

        return 1.6f * sum / total;
    }

    private float Value(float x, float y)
    {
        float fx = MathF.Floor(x), fy = MathF.Floor(y);
        int x0 = (int)fx & (Size - 1), y0 = ((int)fy & (Size - 1)) * Size;
        int x1 = (x0 + 1) & (Size - 1), y1 = (y0 + Size) & (Size * Size - 1);
        float u = x - fx, v = y - fy;
        u = u * u * (3f - 2f * u);
        v = v * v * (3f - 2f * v);
        var top = _lattice[y0 + x0] + u * (_lattice[y0 + x1] - _lattice[y0 + x0]);
        var bottom = _lattice[y1 + x0] + u * (_lattice[y1 + x1] - _lattice[y1 + x0]);
        return top + v * (bottom - top);
    }
}
