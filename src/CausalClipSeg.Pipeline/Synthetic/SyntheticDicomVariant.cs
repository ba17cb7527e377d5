namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>The two kinds of radiograph objects in use (PS3.3 A.2 Computed Radiography, A.26 Digital X-Ray).</summary>
public enum RadiographKind
{
    CR,
    DX,
}

/// <summary>The ways in which hospitals' devices encode the very same picture; a reader must show them all alike.</summary>
public sealed record SyntheticDicomVariant
{
    public RadiographKind Kind { get; init; } = RadiographKind.DX;

    /// <summary>MONOCHROME1: the smallest value is white (PS3.3 C.7.6.3.1.2).</summary>
    public bool Monochrome1 { get; init; }

    /// <summary>6 to 16; up to 8 are stored in bytes, more in words.</summary>
    public int BitsStored { get; init; } = 12;

    /// <summary>Modality rescale (PS3.3 C.11.1); a DX for presentation always has slope 1 and intercept 0.</summary>
    public double RescaleSlope { get; init; } = 1;

    public double RescaleIntercept { get; init; }

    /// <summary>With a VOI window (PS3.3 C.11.2) the picture fills only the inner part of the stored range; without one it fills it all.</summary>
    public bool Window { get; init; } = true;

    /// <summary>Presentation LUT Shape (PS3.3 C.11.6), which a DX always carries and a CR may.</summary>
    public bool PresentationLutShape { get; init; }

    /// <summary>Some CR devices leave Patient Orientation and View Position empty.</summary>
    public bool Orientation { get; init; } = true;

    /// <summary>Implicit VR Little Endian instead of Explicit VR Little Endian (PS3.5 A.1, A.2).</summary>
    public bool ImplicitVr { get; init; }
}
