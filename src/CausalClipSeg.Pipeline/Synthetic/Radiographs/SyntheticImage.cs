namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>One opacity of a case with its exact mask, so that each reported finding can be scored by itself.</summary>
public sealed record SyntheticFinding(PatientSide Side, LungZones Zones, byte[] Mask);

/// <summary>A drawn radiograph (0 black to 1 white as displayed) together with the truth that no real radiograph has.</summary>
public sealed record SyntheticImage(int Rows, int Columns, float[] Pixels, byte[] Mask, IReadOnlyList<SyntheticFinding> Findings)
{
    /// <summary>For each pixel the visible lung it lies in: 0 none, 1 to 3 the patient's right upper, middle, lower zone, 4 to 6 the left.</summary>
    public required byte[] LungZoneMap { get; init; }

    /// <summary>The value of <see cref="LungZoneMap"/> for one zone of one side.</summary>
    public static byte ZoneCode(PatientSide side, LungZones zone) =>
        (byte)((side == PatientSide.Left ? 3 : 0) + (zone == LungZones.Upper ? 1 : zone == LungZones.Middle ? 2 : 3));

    /// <summary>The display as gray levels of 8 bits.</summary>
    public byte[] ToGray8()
    {
        var gray = new byte[Pixels.Length];
        for (var i = 0; i < gray.Length; i++) gray[i] = (byte)(Pixels[i] * 255f + 0.5f);
        return gray;
    }
}
