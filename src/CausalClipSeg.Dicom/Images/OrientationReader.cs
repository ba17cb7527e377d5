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
        var stated = Stated(dataset);
        var (row, column) = stated is [var first, var second] ? (first, second) : ("", "");
        var patientLeft = Left(row, column);
        var upright = Vertical(column);
        var view = View(dataset, row, column);
        return new RadiographOrientation
        {
            IsProjectionRadiograph = isProjection,
            View = view,
            StatesOrientation = stated.Length > 0,
            PatientLeft = patientLeft,
            Upright = upright,
            BodyPart = dataset.GetSingleValueOrDefault(DicomTag.BodyPartExamined, "").Trim().ToUpperInvariant(),
            Reason = isProjection ? Reason(stated, view, patientLeft) : NotProjection(sopClass),
        };
    }

    /// <summary>Digitized films and de-identified radiographs often come as Secondary Capture and keep their modality.</summary>
    private static bool IsCapturedRadiograph(DicomDataset dataset, string sopClass) =>
        sopClass == DicomUID.SecondaryCaptureImageStorage.UID && dataset.GetSingleValueOrDefault(DicomTag.Modality, "").Trim() is "CR" or "DX";

    private static string[] Stated(DicomDataset dataset) =>
        dataset.TryGetValues<string>(DicomTag.PatientOrientation, out var letters) && letters.Any(letter => letter.Trim().Length > 0)
            ? [.. letters.Select(letter => letter.Trim())]
            : [];

    // The letter of a row is the direction in which its columns run; a second letter only refines it. Columns that do not run between head and feet
    // contradict a picture with the patient's sides beside each other, whatever its rows say.
    private static ViewerSide Left(string row, string column) => (row.FirstOrDefault(), column.FirstOrDefault()) switch
    {
        ('L', 'F' or 'H' or '\0') => ViewerSide.Right,
        ('R', 'F' or 'H' or '\0') => ViewerSide.Left,
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

    private static string Reason(string[] stated, RadiographView view, ViewerSide left)
    {
        if (view is RadiographView.Lateral or RadiographView.Oblique or RadiographView.Decubitus)
            return $"The radiograph is a {view.ToString().ToLowerInvariant()} view, on which left and right of the patient do not lie apart.";
        if (left != ViewerSide.Unknown) return "";
        return stated switch
        {
            [] => "Patient Orientation (0020,0020) is absent, so the side of the patient's left is not known; "
                + "let the modality fill it, or configure the site to trust View Position (0018,5101).",
            [['L' or 'R', ..], _] => $"{Named(stated)}: its rows run between the patient's sides, but its columns not between head and feet; correct it at the modality.",
            [[>= 'A' and <= 'Z', ..], [>= 'A' and <= 'Z', ..]] =>
                $"{Named(stated)}: the picture is turned, and its rows do not run between the patient's sides; turn it at the modality.",
            _ => $"{Named(stated)}, where it has to name the direction of the rows and that of the columns, such as L\\F; correct it at the modality.",
        };
    }

    private static string Named(string[] stated) => $"Patient Orientation (0020,0020) is {string.Join('\\', stated)}";

    private static string NotProjection(string sopClass) =>
        $"The instance is not a projection radiograph (CR or DX) but {(sopClass.Length == 0 ? "of no SOP class" : DicomUID.Parse(sopClass).Name)}.";
}
