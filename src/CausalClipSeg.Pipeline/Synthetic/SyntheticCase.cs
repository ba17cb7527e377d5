namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>The thirds of a lung by height, as the captions of the training data and many reports name them.</summary>
[Flags]
public enum LungZones
{
    None = 0,
    Upper = 1,
    Middle = 2,
    Lower = 4,
    All = Upper | Middle | Lower,
}

/// <summary>A side of the patient, never of the viewer; in a frontal radiograph hung as usual the patient's right is at the left.</summary>
public enum PatientSide
{
    Right,
    Left,
}

/// <summary>The projection, which sets the size of the heart and what lies over the lungs (PS3.3 C.8.11.5, View Position).</summary>
public enum FrontalView
{
    PA,
    AP,
}

/// <summary>The lead letter that the technologist lays on the cassette at the side it names.</summary>
public enum SideMarker
{
    None,
    Left,
    Right,
}

/// <summary>Everything that determines one synthetic radiograph: the same record gives the same pixels and the same mask.</summary>
public sealed record SyntheticCase(int Seed, int Rows, int Columns)
{
    /// <summary>Zones with an opacity in the patient's right lung (the viewer's left).</summary>
    public LungZones RightZones { get; init; }

    /// <summary>Zones with an opacity in the patient's left lung (the viewer's right).</summary>
    public LungZones LeftZones { get; init; }

    public FrontalView View { get; init; } = FrontalView.PA;

    public SideMarker Marker { get; init; } = SideMarker.None;

    /// <summary>A display as some monitors and old films have it: the columns run towards the patient's right.</summary>
    public bool Mirrored { get; init; }

    public bool IsNegative => RightZones == LungZones.None && LeftZones == LungZones.None;

    public LungZones ZonesOf(PatientSide side) => side == PatientSide.Right ? RightZones : LeftZones;
}
