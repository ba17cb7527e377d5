namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Where the visible lungs are and how much air lies along the ray: thorax wall, mediastinum with the heart, and diaphragm bound them.</summary>
internal sealed class LungField(ChestAnatomy anatomy)
{
    private const float ApexX = 0.125f;

    /// <summary>The inner edge of the thorax wall as a distance from the midline.</summary>
    public float Lateral(float y)
    {
        var t = Math.Clamp((y - anatomy.ApexY) / 0.40f, 0f, 1f);
        var bow = MathF.Sqrt(1f - (1f - t) * (1f - t));
        var below = Math.Clamp(y / 0.3f, 0f, 1.3f);
        return ApexX + (anatomy.HalfWidth - ApexX) * MathF.Pow(bow, 1.12f) + 0.012f * below;
    }

    /// <summary>The border of mediastinum and heart as a distance from the midline; the heart bulges to the patient's left.</summary>
    public float Medial(int side, float y)
    {
        var t = Math.Clamp((y - anatomy.ApexY) / 0.09f, 0f, 1f);
        var column = ApexX - (ApexX - anatomy.Mediastinum) * MathF.Sqrt(1f - (1f - t) * (1f - t));
        var size = anatomy.HeartScale;
        if (side == 0) return MathF.Max(column, Bulge(y, 0.09f, 0.15f * size, 0.088f * size));
        var knob = Bulge(y, -0.155f, 0.055f, 0.055f + anatomy.AortaRadius);
        var trunk = Bulge(y, -0.05f, 0.08f, 0.082f);
        var slope = Math.Clamp((y + 0.09f) / (0.26f * size), 0f, 1.25f);
        var ventricle = 0.07f + (0.20f * size - 0.07f) * slope * (1.55f - 0.55f * slope);
        return MathF.Max(MathF.Max(column, knob), slope > 0f ? MathF.Max(trunk, ventricle) : trunk);
    }

    /// <summary>The upper edge of the diaphragm at a distance from the midline.</summary>
    public float Diaphragm(int side, float distance)
    {
        var u = (distance - 0.16f) / (anatomy.HalfWidth - 0.15f);
        var fall = u > 0f ? MathF.Pow(u, 2.6f) : 0.25f * u * u;
        return anatomy.DomeY[side] + anatomy.SulcusDepth[side] * fall;
    }

    /// <summary>The air along the ray, 0 outside the lung to about 1, from the distances to the three borders.</summary>
    public static float Air(float toWall, float toMediastinum, float toDiaphragm)
    {
        if (toWall <= 0f || toMediastinum <= 0f || toDiaphragm <= 0f) return 0f;
        return (0.22f + 0.78f * Round(toWall / 0.15f)) * Round(toWall / 0.014f)
            * (0.5f + 0.5f * Round(toMediastinum / 0.10f)) * Round(toMediastinum / 0.03f)
            * (0.45f + 0.55f * Round(toDiaphragm / 0.12f)) * Round(toDiaphragm / 0.02f);
    }

    public static float Round(float t) => t >= 1f ? 1f : MathF.Sqrt(t * (2f - t));

    private static float Bulge(float y, float middle, float halfHeight, float reach)
    {
        var t = (y - middle) / halfHeight;
        return t is > -1f and < 1f ? reach * MathF.Sqrt(1f - t * t) : 0f;
    }
}
