namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Soft tissue and the air in it outside the lungs: body outline, arms, heart, breasts, abdomen, trachea and the stomach's bubble.</summary>
internal sealed class SoftTissueLayer(ChestAnatomy anatomy, LungField lungs)
{
    /// <summary>The thickness of the trunk, neck and shoulders along the ray, 0 in the air beside the patient.</summary>
    public float Body(float x, float y)
    {
        var distance = MathF.Abs(x);
        var trunk = Profile(distance / TrunkHalf(y), 0.40f) * Thickness(y);
        var arm = Arm(distance, y);
        return trunk + arm * (1f - 0.6f * MathF.Min(1f, trunk));
    }

    /// <summary>The heart, the great vessels and the column behind the sternum.</summary>
    public float Mediastinum(float x, float y, float belowDome)
    {
        var side = x < 0f ? 0 : 1;
        var border = lungs.Medial(side, y);
        var column = 0.075f * Profile(MathF.Abs(x) / (anatomy.Mediastinum + 0.035f), 1.4f);
        var edge = border - MathF.Abs(x);
        var below = Math.Clamp((y + 0.12f) / 0.2f, 0f, 1f);
        return edge <= 0f ? column : column + (0.02f + 0.13f * below) * LungField.Round(MathF.Min(1f, edge / 0.12f)) * (1f - Math.Clamp(belowDome / 0.10f, 0f, 1f));
    }

    /// <summary>Below the domes there is liver at the right, stomach and spleen at the left.</summary>
    public static float Abdomen(int side, float below) => below <= 0f ? 0f : (side == 0 ? 0.24f : 0.20f) * (1f - MathF.Exp(-below / 0.06f));

    /// <summary>The shadow of the breasts over the lower zones, which an unwary reader takes for an opacity.</summary>
    public float Breast(float x, float y)
    {
        if (anatomy.BreastDensity <= 0f) return 0f;
        float u = (MathF.Abs(x) - 0.215f) / 0.15f, v = (y - anatomy.BreastY) / (y > anatomy.BreastY ? 0.11f : 0.24f);
        var inside = 1f - u * u - v * v;
        return inside <= 0f ? 0f : anatomy.BreastDensity * MathF.Pow(inside, 0.6f);
    }

    /// <summary>Air that is not lung: the trachea with the main bronchi, and the bubble under the left dome.</summary>
    public float Gas(float x, float y)
    {
        var sum = 0f;
        var centre = anatomy.SpineX(y) + anatomy.TracheaShift;
        if (y < -0.10f)
        {
            var d = MathF.Abs(x - centre) / 0.019f;
            if (d < 1f) sum += 0.10f * MathF.Sqrt(1f - d * d);
        }
        else if (y < -0.02f)
        {
            var spread = (y + 0.10f) * 0.75f;
            var d = MathF.Abs(MathF.Abs(x - centre) - spread) / 0.014f;
            if (d < 1f) sum += 0.07f * MathF.Sqrt(1f - d * d);
        }

        if (anatomy.GastricBubble <= 0f) return sum;
        var top = anatomy.DomeY[1] + 0.065f;
        float u = (x - 0.15f) / 0.075f, v = (y - top) / (y < top ? 0.035f : 0.03f);
        var bubble = 1f - u * u - v * v;
        return sum + (bubble > 0f ? anatomy.GastricBubble * MathF.Pow(bubble, 0.7f) : 0f);
    }

    private float TrunkHalf(float y)
    {
        var slope = Math.Clamp((y - anatomy.ShoulderY + 0.23f) / 0.28f, 0f, 1f);
        var shoulder = 0.115f + 0.405f * MathF.Pow(slope, 2.6f);
        var chest = anatomy.TorsoHalf + 0.03f * Math.Clamp((y - 0.1f) / 0.4f, 0f, 1f);
        var below = Math.Clamp((y - anatomy.ShoulderY - 0.10f) / 0.16f, 0f, 1f);
        return shoulder + (chest - shoulder) * below * below * (3f - 2f * below);
    }

    private float Arm(float distance, float y)
    {
        var along = y - anatomy.ShoulderY - 0.06f;
        if (along < -0.08f) return 0f;
        var middle = 0.47f + 0.9f * anatomy.ArmAngle * MathF.Max(0f, along);
        var half = 0.075f * LungField.Round(MathF.Min(1f, (along + 0.08f) / 0.10f));
        return 0.5f * Profile((distance - middle) / half, 0.5f);
    }

    private static float Thickness(float y)
    {
        var chest = Math.Clamp((y + 0.45f) / 0.25f, 0f, 1f);
        var belly = Math.Clamp((y - 0.05f) / 0.4f, 0f, 1f);
        return 0.60f + 0.20f * chest * chest * (3f - 2f * chest) + 0.12f * belly;
    }

    private static float Profile(float t, float exponent) => t is >= 1f or <= -1f ? 0f : MathF.Pow(1f - t * t, exponent);
}
