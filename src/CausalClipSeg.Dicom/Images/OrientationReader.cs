using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>Reads the attributes that tell a radiograph's view and sides (PS3.3 C.7.6.1.1.1, C.8.1.1, C.8.11.5).</summary>
internal static class OrientationReader
{
    private static readonly DicomUID[] _projections =
    [
        DicomUID.ComputedRadiographyImageStorage,
        DicomUID.DigitalXRayImageStorageForPresentation,
        DicomUID.DigitalXRayImageStorageForProcessing,
    ];

    // CID 4010 "DX View", by SNOMED CT code and by the SNOMED-RT code of older modalities.
    private static readonly Dictionary<string, RadiographView> _viewCodes = new()
    {
        ["399348003"] = RadiographView.AnteroPosterior,
        ["R-10206"] = RadiographView.AnteroPosterior,
        ["272479007"] = RadiographView.PosteroAnterior,
        ["R-10214"] = RadiographView.PosteroAnterior,
        ["399198007"] = RadiographView.Lateral,
        ["R-10232"] = RadiographView.Lateral,
        ["399173006"] = RadiographView.Lateral,
        ["R-10236"] = RadiographView.Lateral,
    };

    public static RadiographOrientation Read(DicomDataset dataset)
    {
        var sopClass = dataset.GetSingleValueOrDefault(DicomTag.SOPClassUID, "");
        var isProjection = _projections.Any(projection => projection.UID == sopClass) || IsCapturedRadiograph(dataset, sopClass);
        var (row, column) = Directions(dataset);
        var patientLeft = Left(row);
        var upright = Vertical(column);
        var view = View(dataset, row, column);
        return new RadiographOrientation
        {
            IsProjectionRadiograph = isProjection,
            View = view,
            PatientLeft = patientLeft,
            Upright = upright,
            BodyPart = dataset.GetSingleValueOrDefault(DicomTag.BodyPartExamined, "").Trim().ToUpperInvariant(),
            Reason = isProjection ? Reason(row, column, view, patientLeft) : NotProjection(sopClass),
        };
    }

    /// <summary>Digitized films and de-identified radiographs often come as Secondary Capture and keep their modality.</summary>
    private static bool IsCapturedRadiograph(DicomDataset dataset, string sopClass) =>
        sopClass == DicomUID.SecondaryCaptureImageStorage.UID && dataset.GetSingleValueOrDefault(DicomTag.Modality, "").Trim() is "CR" or "DX";

    private static (string Row, string Column) Directions(DicomDataset dataset) =>
        dataset.TryGetValues<string>(DicomTag.PatientOrientation, out var letters) && letters is [var row, var column]
            ? (row.Trim(), column.Trim())
            : ("", "");

    // The letter of a row is the direction in which its columns run; a second letter only refines it.
    private static ViewerSide Left(string row) => row.FirstOrDefault() switch
    {
        'L' => ViewerSide.Right,
        'R' => ViewerSide.Left,
        _ => ViewerSide.Unknown,
    };

    private static Upright Vertical(string column) => column.FirstOrDefault() switch
    {
        'F' => Upright.HeadUp,
        'H' => Upright.HeadDown,
        _ => Upright.Unknown,
    };

    private static RadiographView View(DicomDataset dataset, string row, string column)
    {
        var stated = dataset.GetSingleValueOrDefault(DicomTag.ViewPosition, "").Trim().ToUpperInvariant() switch
        {
            "PA" => RadiographView.PosteroAnterior,
            "AP" => RadiographView.AnteroPosterior,
            "LL" or "RL" or "LAT" or "LATERAL" => RadiographView.Lateral,
            "LLD" or "RLD" => RadiographView.Decubitus,
            "LLO" or "RLO" or "LAO" or "RAO" or "LPO" or "RPO" => RadiographView.Oblique,
            _ => Coded(dataset),
        };
        if (stated != RadiographView.Unknown) return stated;
        return (row.FirstOrDefault(), column.FirstOrDefault()) switch
        {
            ('L' or 'R', 'F' or 'H') or ('F' or 'H', 'L' or 'R') => RadiographView.Frontal,
            ('A' or 'P', _) or (_, 'A' or 'P') => RadiographView.Lateral,
            _ => RadiographView.Unknown,
        };
    }

    private static RadiographView Coded(DicomDataset dataset) =>
        dataset.TryGetSequence(DicomTag.ViewCodeSequence, out var views) && views.Items is [var view, ..]
            ? _viewCodes.GetValueOrDefault(view.GetSingleValueOrDefault(DicomTag.CodeValue, "").Trim())
            : RadiographView.Unknown;

    private static string Reason(string row, string column, RadiographView view, ViewerSide left)
    {
        if (view is RadiographView.Lateral or RadiographView.Oblique or RadiographView.Decubitus)
            return $"The radiograph is a {view.ToString().ToLowerInvariant()} view, on which left and right of the patient do not lie apart.";
        if (left != ViewerSide.Unknown) return "";
        return row.Length > 0
            ? $"Patient Orientation (0020,0020) is {row}\\{column}: the picture is turned, and its rows do not run between the patient's sides; turn it at the modality."
            : "Patient Orientation (0020,0020) is absent, so the side of the patient's left is not known; "
                + "let the modality fill it, or configure the site to trust View Position (0018,5101).";
    }

    private static string NotProjection(string sopClass) =>
        $"The instance is not a projection radiograph (CR or DX) but {(sopClass.Length == 0 ? "of no SOP class" : DicomUID.Parse(sopClass).Name)}.";
}
