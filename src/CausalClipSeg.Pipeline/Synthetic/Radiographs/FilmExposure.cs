namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>From attenuation to the displayed film: window and gamma of the reader, local contrast of the vendor, noise of the detector.</summary>
internal sealed class FilmExposure
{
    private const int CurveSize = 2048;
    private readonly float[] _curve = new float[CurveSize];
    private readonly float _low;
    private readonly float _range;
    private readonly float _noise;
    private readonly float _localContrast;
    private readonly float _localRadius;

    public FilmExposure(SyntheticCase spec)
    {
        var random = SeededRandom.For(spec.Seed, 8);
        _low = random.Between(0.0f, 0.2f);
        _range = random.Between(0.95f, 1.25f) - _low;
        var gamma = random.Between(0.75f, 1.3f);
        var shoulder = random.Between(0.0f, 0.6f);
        _noise = random.Between(0.004f, 0.014f) * (spec.View == FrontalView.AP ? 1.5f : 1f);
        _localContrast = random.Chance(0.55f) ? random.Between(0.15f, 1.1f) : 0f;
        _localRadius = random.Between(0.03f, 0.09f);
        for (var i = 0; i < CurveSize; i++)
        {
            var t = MathF.Pow(i / (CurveSize - 1f), gamma);
            _curve[i] = (1f - shoulder) * t + shoulder * t * t * (3f - 2f * t);
        }
    }

    public float Noise => _noise;

    /// <summary>The focal spot and detector blur the film a little; most vendors then raise local contrast.</summary>
    public void Develop(Plane film)
    {
        BoxBlur(film.Values, film.Rows, film.Columns, Math.Max(1, (int)(film.Scale * 0.0012f)));
        if (_localContrast <= 0f) return;
        var coarse = (float[])film.Values.Clone();
        var radius = (int)(_localRadius * film.Scale);
        BoxBlur(coarse, film.Rows, film.Columns, radius);
        BoxBlur(coarse, film.Rows, film.Columns, radius);
        for (var i = 0; i < coarse.Length; i++)
        {
            if (film.Values[i] > 0.1f) film.Values[i] += _localContrast * (film.Values[i] - coarse[i]) * MathF.Min(1f, 4f * (film.Values[i] - 0.1f));
        }
    }

    public float Display(float attenuation)
    {
        var t = Math.Clamp((attenuation - _low) / _range, 0f, 1f) * (CurveSize - 1.001f);
        var i = (int)t;
        return _curve[i] + (t - i) * (_curve[i + 1] - _curve[i]);
    }

    /// <summary>A separable moving average; the cost does not depend on the radius.</summary>
    private static void BoxBlur(float[] values, int rows, int columns, int radius)
    {
        Parallel.For(0, rows, row => Average(values, row * columns, 1, columns, radius));
        Parallel.For(0, columns, column => Average(values, column, columns, rows, radius));
    }

    private static void Average(float[] values, int start, int stride, int count, int radius)
    {
        var line = new float[count];
        for (var i = 0; i < count; i++) line[i] = values[start + i * stride];
        var sum = 0f;
        for (var i = -radius; i <= radius; i++) sum += line[Math.Clamp(i, 0, count - 1)];
        var share = 1f / (2 * radius + 1);
        for (var i = 0; i < count; i++)
        {
            values[start + i * stride] = sum * share;
            sum += line[Math.Min(i + radius + 1, count - 1)] - line[Math.Max(i - radius, 0)];
        }
    }
}
