namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Bone: ribs in both courses, spine, clavicles, scapulae and upper arms; the pattern that opacities hide behind.</summary>
internal sealed class SkeletonLayer(ChestAnatomy anatomy)
{
    private const float FirstRib = -0.335f;

    private readonly float[] _jitter = Jitter(anatomy);

    /// <summary>Posterior ribs fall outwards from the spine, anterior ones inwards from the wall: two families at even spacing.</summary>
    public float Ribs(float distance, float y, float wall)
    {
        var q = distance / (wall + 0.012f);
        if (q is > 1f or < 0.08f) return 0f;
        var end = Round(12f * (1f - q));
        var posterior = y - FirstRib + 0.022f * MathF.Sin(MathF.PI * MathF.Min(1f, 1.5f * q)) - anatomy.RibDrop * q * q * q;
        var sum = end * Band(posterior, 0, 0.0135f, 10);
        if (q > 0.35f)
        {
            var inward = 1f - q;
            var anterior = y - FirstRib - anatomy.RibDrop - 0.34f * inward * (1.2f - 0.75f * inward);
            sum += 0.42f * end * Round(9f * (q - 0.35f)) * Band(anterior, 12, 0.016f, 7);
        }

        return anatomy.RibContrast * sum * (0.85f + 0.6f * q * q * q * q);
    }

    /// <summary>Vertebral bodies with their discs, pedicles and spinous processes.</summary>
    public float Spine(float x, float y)
    {
        var d = MathF.Abs(x - anatomy.SpineX(y));
        if (d > 0.06f) return 0f;
        var level = (y + 0.6f) / (0.05f + 0.018f * (y + 0.6f));
        var phase = level - MathF.Floor(level);
        var disc = phase < 0.16f ? 0.72f : 1f;
        var body = d < 0.042f ? 0.085f * disc * (0.8f + 0.2f * Round((0.042f - d) / 0.01f)) : 0.03f * (1f - (d - 0.042f) / 0.018f);
        float px = (d - 0.022f) / 0.008f, py = (phase - 0.42f) / 0.2f;
        var pedicle = MathF.Max(0f, 1f - px * px - py * py);
        var process = d < 0.006f && phase is > 0.55f and < 0.95f ? 0.02f : 0f;
        return body + 0.03f * pedicle + process;
    }

    /// <summary>Clavicles, scapular borders and humeri as strokes.</summary>
    public void DrawShoulders(Plane plane)
    {
        for (var side = -1; side <= 1; side += 2)
        {
            Clavicle(plane, side);
            Scapula(plane, side);
            var top = anatomy.ShoulderY + 0.07f;
            plane.Stroke(side * 0.465f, top, side * 0.475f, top + 0.02f, 0.042f, 0.12f);
            plane.Stroke(side * 0.475f, top, side * (0.475f + 0.5f * anatomy.ArmAngle), top + 0.55f, 0.024f, 0.12f);
        }
    }

    private void Clavicle(Plane plane, int side)
    {
        const int steps = 14;
        float lastX = 0.03f, lastY = anatomy.ClavicleY + 0.035f;
        for (var i = 1; i <= steps; i++)
        {
            var t = i / (float)steps;
            var x = 0.03f + 0.38f * t;
            var y = anatomy.ClavicleY + 0.035f - anatomy.ClavicleTilt * t - 0.022f * MathF.Sin(2f * MathF.PI * t);
            plane.Stroke(side * lastX, lastY, side * x, y, 0.0135f + 0.009f * (1f - t) * (1f - t), 0.10f);
            (lastX, lastY) = (x, y);
        }
    }

    private void Scapula(Plane plane, int side)
    {
        float top = anatomy.ShoulderY + 0.03f, x = anatomy.ScapulaX;
        plane.Stroke(side * (x + 0.02f), top, side * (x - 0.005f), top + 0.10f, 0.006f, 0.055f);
        plane.Stroke(side * (x - 0.005f), top + 0.10f, side * (x + 0.045f), top + 0.31f, 0.007f, 0.06f);
        plane.Stroke(side * (x + 0.045f), top + 0.31f, side * (x + 0.115f), top + 0.12f, 0.009f, 0.06f);
        plane.Stroke(side * (x + 0.02f), top + 0.03f, side * (x + 0.13f), top - 0.01f, 0.011f, 0.05f);
        plane.Stroke(side * (x + 0.05f), top + 0.19f, side * (x + 0.06f), top + 0.12f, 0.05f, 0.025f);
    }

    private float Band(float offset, int table, float halfHeight, int count)
    {
        var k = MathF.Floor(offset / anatomy.RibSpacing + 0.5f);
        if (k < 0f || k >= count) return 0f;
        var d = MathF.Abs(offset - (k + _jitter[table + (int)k]) * anatomy.RibSpacing) / halfHeight;
        if (d >= 1f) return 0f;
        var cortex = d > 0.6f ? 0.35f * (1f - MathF.Abs(d - 0.8f) / 0.2f) : 0f;
        return Round(1.8f * (1f - d)) * 0.8f + cortex;
    }

    private static float Round(float t) => t <= 0f ? 0f : LungField.Round(t);

    private static float[] Jitter(ChestAnatomy anatomy)
    {
        var random = new SeededRandom((ulong)BitConverter.SingleToInt32Bits(anatomy.RibDrop));
        var jitter = new float[24];
        for (var i = 0; i < jitter.Length; i++) jitter[i] = random.Between(-0.07f, 0.07f);
        return jitter;
    }
}
