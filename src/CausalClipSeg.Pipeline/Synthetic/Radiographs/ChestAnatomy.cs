namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>The proportions of one patient and one exposure, drawn once, so that every layer draws the same body. Index 0 is the patient's right.</summary>
internal sealed record ChestAnatomy
{
    public required float ApexY { get; init; }

    public required float[] DomeY { get; init; }

    public required float[] SulcusDepth { get; init; }

    public required float HalfWidth { get; init; }

    public required float Mediastinum { get; init; }

    public required float HeartScale { get; init; }

    public required float AortaRadius { get; init; }

    public required float RibSpacing { get; init; }

    public required float RibDrop { get; init; }

    public required float RibContrast { get; init; }

    public required float ClavicleY { get; init; }

    public required float ClavicleTilt { get; init; }

    public required float ScapulaX { get; init; }

    public required float TorsoHalf { get; init; }

    public required float ShoulderY { get; init; }

    public required float ArmAngle { get; init; }

    public required float BreastDensity { get; init; }

    public required float BreastY { get; init; }

    public required float GastricBubble { get; init; }

    public required float SpineCurve { get; init; }

    public required float TracheaShift { get; init; }

    /// <summary>The lowest point of the visible lung, where the lower third ends.</summary>
    public float BaseY(int side) => DomeY[side] + 0.75f * SulcusDepth[side];

    public float ZoneHeight(int side, float y) => (y - ApexY) / (BaseY(side) - ApexY);

    public float SpineX(float y) => SpineCurve * MathF.Sin(3f * y + 0.6f);

    public static ChestAnatomy Draw(SyntheticCase spec)
    {
        var random = SeededRandom.For(spec.Seed, 1);
        var portable = spec.View == FrontalView.AP;
        var inspiration = random.Between(-0.03f, 0.04f) - (portable ? 0.045f : 0f);
        var dome = random.Between(0.17f, 0.21f) + inspiration;
        var halfWidth = random.Between(0.315f, 0.375f);
        return new ChestAnatomy
        {
            ApexY = random.Between(-0.385f, -0.345f),
            DomeY = [dome, dome + random.Between(0.005f, 0.04f)],
            SulcusDepth = [random.Between(0.06f, 0.11f), random.Between(0.06f, 0.11f)],
            HalfWidth = halfWidth,
            Mediastinum = random.Between(0.046f, 0.06f) * (portable ? 1.15f : 1f),
            HeartScale = random.Between(0.85f, 1.12f) * (portable ? 1.14f : 1f),
            AortaRadius = random.Between(0.025f, 0.042f),
            RibSpacing = random.Between(0.058f, 0.068f),
            RibDrop = random.Between(0.10f, 0.17f),
            RibContrast = random.Between(0.035f, 0.08f),
            ClavicleY = random.Between(-0.30f, -0.26f) - (portable ? 0.04f : 0f),
            ClavicleTilt = random.Between(0.03f, 0.09f),
            ScapulaX = halfWidth - (portable ? random.Between(0.03f, 0.07f) : random.Between(-0.05f, 0.0f)),
            TorsoHalf = halfWidth + random.Between(0.045f, 0.105f),
            ShoulderY = random.Between(-0.43f, -0.36f),
            ArmAngle = random.Between(0.05f, 0.35f),
            BreastDensity = random.Chance(0.45f) ? random.Between(0.06f, 0.16f) : 0f,
            BreastY = random.Between(0.06f, 0.16f),
            GastricBubble = random.Chance(0.7f) ? random.Between(0.1f, 0.26f) : 0f,
            SpineCurve = random.Between(-0.012f, 0.012f),
            TracheaShift = random.Between(-0.008f, 0.004f),
        };
    }
}
