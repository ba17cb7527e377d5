namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>How the patient stood before the detector: the way from a pixel of the film to a point of the anatomy.</summary>
internal sealed record FilmPose(int Rows, int Columns, bool Mirrored)
{
    private float _cos = 1f, _sin, _shiftX, _shiftY, _phase, _warp;

    /// <summary>Pixels in one unit of film: the body fills a film of any proportions.</summary>
    public float PixelsPerUnit => MathF.Min(Rows, Columns * 1.04f);

    public static FilmPose Draw(SyntheticCase spec)
    {
        var random = SeededRandom.For(spec.Seed, 2);
        var tilt = random.Between(-0.045f, 0.045f) * (spec.View == FrontalView.AP ? 1.8f : 1f);
        var zoom = 1f / random.Between(0.90f, 1.12f);
        return new FilmPose(spec.Rows, spec.Columns, spec.Mirrored)
        {
            _cos = zoom * MathF.Cos(tilt),
            _sin = zoom * MathF.Sin(tilt),
            _shiftX = random.Between(-0.03f, 0.03f),
            _shiftY = random.Between(-0.06f, 0.02f),
            _phase = random.Between(0f, 6f),
            _warp = random.Between(0.002f, 0.007f),
        };
    }

    /// <summary>The anatomical point (x towards the patient's left, y down) under the middle of a pixel.</summary>
    public (float X, float Y) Locate(int row, int column)
    {
        var fx = (column + 0.5f - Columns * 0.5f) / PixelsPerUnit;
        var fy = (row + 0.5f - Rows * 0.5f) / PixelsPerUnit + _shiftY;
        if (Mirrored) fx = -fx;
        fx += _shiftX;
        var x = _cos * fx - _sin * fy;
        var y = _sin * fx + _cos * fy;
        return (x + _warp * MathF.Sin(5.1f * y + _phase), y + _warp * MathF.Sin(6.3f * x + 1.7f * _phase));
    }

    /// <summary>Half the width and height of anatomy that the film shows, with a margin.</summary>
    public (float X, float Y) Extent()
    {
        float x = 0f, y = 0f;
        for (var corner = 0; corner < 4; corner++)
        {
            var (cx, cy) = Locate((corner & 1) * (Rows - 1), (corner >> 1) * (Columns - 1));
            x = MathF.Max(x, MathF.Abs(cx));
            y = MathF.Max(y, MathF.Abs(cy));
        }

        return (x + 0.02f, y + 0.02f);
    }
}
