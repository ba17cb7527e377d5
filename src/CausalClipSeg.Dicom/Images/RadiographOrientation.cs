using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>From which side the X-rays were seen (PS3.3 C.8.1.1.1.1, CID 4010).</summary>
public enum RadiographView
{
    Unknown,
    PosteroAnterior,
    AnteroPosterior,

    /// <summary>Frontal by its Patient Orientation, without a word on PA or AP.</summary>
    Frontal,
    Lateral,
    Oblique,

    /// <summary>A frontal view of a patient lying on a side: neither upright nor safely sided.</summary>
    Decubitus,
}

/// <summary>A side of the picture as it is shown.</summary>
public enum ViewerSide
{
    Unknown,
    Left,
    Right,
}

/// <summary>Whether the patient's head is at the top of the picture.</summary>
public enum Upright
{
    Unknown,
    HeadUp,
    HeadDown,
}

/// <summary>
/// Where the patient's left lies on this picture: Patient Orientation (0020,0020) says it (PS3.3 C.7.6.1.1.1). Whether a picture that is silent may be
/// taken to hang as frontal chests do, as if facing the patient, is the site's decision; one that says something else never is.
/// </summary>
public sealed record RadiographOrientation
{
    /// <summary>CR or DX; a picture of another kind has a <see cref="Reason"/>.</summary>
    public required bool IsProjectionRadiograph { get; init; }

    public required RadiographView View { get; init; }

    /// <summary>Whether Patient Orientation says anything, be it readable or not: what it says is never overruled by custom.</summary>
    public required bool StatesOrientation { get; init; }

    /// <summary>Where the patient's left lies by Patient Orientation alone.</summary>
    public required ViewerSide PatientLeft { get; init; }

    public required Upright Upright { get; init; }

    /// <summary>Body Part Examined (0018,0015) in capitals, or empty.</summary>
    public required string BodyPart { get; init; }

    /// <summary>Empty where everything is known; else what is unknown, why, and what to do about it.</summary>
    public required string Reason { get; init; }

    public static RadiographOrientation Read(DicomDataset dataset) => OrientationReader.Read(dataset);
}
