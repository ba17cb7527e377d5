namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>A grid of floats over anatomical coordinates (unit: the height of the film, origin at its middle), on which layers add up.</summary>
internal sealed class Plane
{
    public Plane(float halfWidth, float halfHeight, float pixelsPerUnit)
    {
        Scale = pixelsPerUnit;
        Columns = (int)MathF.Ceiling(2f * halfWidth * pixelsPerUnit);
        Rows = (int)MathF.Ceiling(2f * halfHeight * pixelsPerUnit);
        Values = new float[Rows * Columns];
    }

    public float Scale { get; }

    public int Rows { get; }

    public int Columns { get; }

    public float[] Values { get; }

    public float X(int column) => (column + 0.5f - Columns * 0.5f) / Scale;

    public float Y(int row) => (row + 0.5f - Rows * 0.5f) / Scale;

    public float Sample(float x, float y)
    {
        var c = Math.Clamp(x * Scale + Columns * 0.5f - 0.5f, 0f, Columns - 1.001f);
        var r = Math.Clamp(y * Scale + Rows * 0.5f - 0.5f, 0f, Rows - 1.001f);
        int c0 = (int)c, r0 = (int)r;
        float u = c - c0, v = r - r0;
        var i = r0 * Columns + c0;
        var top = Values[i] + u * (Values[i + 1] - Values[i]);
        var bottom = Values[i + Columns] + u * (Values[i + Columns + 1] - Values[i + Columns]);
        return top + v * (bottom - top);
    }

    /// <summary>Adds a stroke with a round profile: what a tube (a vessel, a wire, a clavicle) casts; overlapping strokes keep the larger value.</summary>
    public void Stroke(float x0, float y0, float x1, float y1, float radius, float strength)
    {
        var reach = radius + 1f / Scale;
        int left = Column(MathF.Min(x0, x1) - reach), right = Column(MathF.Max(x0, x1) + reach);
        int top = Row(MathF.Min(y0, y1) - reach), bottom = Row(MathF.Max(y0, y1) + reach);
        float dx = x1 - x0, dy = y1 - y0, length = MathF.Max(dx * dx + dy * dy, 1e-9f);
        var inverse = 1f / (reach * reach);
        for (var r = top; r <= bottom; r++)
        {
            var py = Y(r) - y0;
            for (var c = left; c <= right; c++)
            {
                var px = X(c) - x0;
                var t = Math.Clamp((px * dx + py * dy) / length, 0f, 1f);
                float ex = px - t * dx, ey = py - t * dy;
                var inside = 1f - (ex * ex + ey * ey) * inverse;
                if (inside <= 0f) continue;
                ref var value = ref Values[r * Columns + c];
                value = MathF.Max(value, strength * MathF.Sqrt(inside));
            }
        }
    }

    private int Column(float x) => Math.Clamp((int)(x * Scale + Columns * 0.5f), 0, Columns - 1);

    private int Row(float y) => Math.Clamp((int)(y * Scale + Rows * 0.5f), 0, Rows - 1);
}
