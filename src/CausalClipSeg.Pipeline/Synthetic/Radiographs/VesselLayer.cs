namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Hila and pulmonary vessels: trees that branch and thin out towards the periphery.</summary>
internal sealed class VesselLayer(ChestAnatomy anatomy, SeededRandom random)
{
    private const int Depth = 6;

    public void Draw(Plane plane)
    {
        for (var side = -1; side <= 1; side += 2)
        {
            float x = side * (anatomy.Mediastinum + 0.035f), y = side < 0 ? -0.045f : -0.065f;
            for (var branch = 0; branch < 11; branch++)
            {
                var angle = -1.35f + 2.75f * (branch + random.Between(-0.3f, 0.3f)) / 10f;
                var radius = random.Between(0.0055f, 0.0095f) * (angle > 0f ? 1.15f : 0.8f);
                Grow(plane, side, x + side * random.Between(-0.02f, 0.015f), y + 0.09f * angle * 0.4f, angle, radius, Depth);
            }

            for (var knot = 0; knot < 5; knot++)
            {
                float kx = x + random.Between(-0.02f, 0.02f), ky = y + random.Between(-0.03f, 0.06f);
                plane.Stroke(kx, ky, kx + 0.004f, ky + random.Between(0f, 0.025f), random.Between(0.008f, 0.014f), 0.10f);
            }
        }
    }

    private void Grow(Plane plane, int side, float x, float y, float angle, float radius, int depth)
    {
        if (depth == 0 || radius < 0.0011f) return;
        var length = random.Between(0.022f, 0.05f) * (0.55f + 0.11f * depth);
        var x1 = x + side * length * MathF.Cos(angle);
        var y1 = y + length * MathF.Sin(angle);
        plane.Stroke(x, y, x1, y1, radius, 7f * radius + 0.012f);
        Grow(plane, side, x1, y1, angle + random.Between(-0.28f, 0.28f), radius * 0.8f, depth - 1);
        if (random.Chance(0.75f)) Grow(plane, side, x1, y1, angle + random.Pick(-1f, 1f) * random.Between(0.35f, 0.9f), radius * 0.62f, depth - 1);
    }
}
