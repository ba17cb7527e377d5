namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>What lies on the patient in a portable examination: electrodes and their leads.</summary>
internal static class DeviceLayer
{
    public static void Draw(Plane plane, SyntheticCase spec, SeededRandom random)
    {
        if (!random.Chance(spec.View == FrontalView.AP ? 0.55f : 0.06f)) return;
        var count = 2 + random.NextInt(3);
        for (var i = 0; i < count; i++)
        {
            float x = random.Pick(-1f, 1f) * random.Between(0.15f, 0.36f), y = random.Between(-0.28f, 0.24f);
            plane.Stroke(x, y, x + 0.001f, y, random.Between(0.008f, 0.013f), 0.22f);
            Lead(plane, x, y, random);
        }
    }

    private static void Lead(Plane plane, float x, float y, SeededRandom random)
    {
        var heading = random.Between(0.6f, 2.4f) * random.Pick(-1f, 1f);
        var turn = random.Between(-0.16f, 0.16f);
        for (var step = 0; step < 40; step++)
        {
            float nextX = x + 0.022f * MathF.Cos(heading), nextY = y + 0.022f * MathF.Sin(heading);
            plane.Stroke(x, y, nextX, nextY, 0.0022f, 0.13f);
            (x, y) = (nextX, nextY);
            heading += turn;
            turn = Math.Clamp(turn + random.Between(-0.05f, 0.05f), -0.2f, 0.2f);
            if (MathF.Abs(x) > 0.7f || MathF.Abs(y) > 0.7f) return;
        }
    }
}
