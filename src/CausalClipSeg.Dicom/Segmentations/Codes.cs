namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>The codes that our segmentations use, of SNOMED CT and of DICOM's own terminology (PS3.16).</summary>
public static class Codes
{
    public static readonly CodedConcept MorphologicallyAbnormalStructure = new("49755003", "SCT", "Morphologically Abnormal Structure");
    public static readonly CodedConcept Lung = new("39607008", "SCT", "Lung");
    public static readonly CodedConcept Left = new("7771000", "SCT", "Left");
    public static readonly CodedConcept Right = new("24028007", "SCT", "Right");
    public static readonly CodedConcept RightAndLeft = new("51440002", "SCT", "Right and left");
    public static readonly CodedConcept ArtificialIntelligence = new("123110", "DCM", "Artificial Intelligence");
    public static readonly CodedConcept Segmentation = new("113076", "DCM", "Segmentation");
    public static readonly CodedConcept SourceImage = new("121322", "DCM", "Source image for image processing operation");

    private static readonly Dictionary<string, CodedConcept> _findings = new(StringComparer.Ordinal)
    {
        ["airspace-opacity"] = new("409609008", "SCT", "Radiologic infiltrate of lung"),
        ["opacity"] = new("409609008", "SCT", "Radiologic infiltrate of lung"),
        ["airspace-disease"] = new("409609008", "SCT", "Radiologic infiltrate of lung"),
        ["infiltrate"] = new("409609008", "SCT", "Radiologic infiltrate of lung"),
        ["consolidation"] = new("95436008", "SCT", "Lung consolidation"),
        ["pneumonia"] = new("233604007", "SCT", "Pneumonia"),
        ["ground-glass-opacity"] = new("112120", "DCM", "Ground glass opacity"),
        ["pleural-effusion"] = new("60046008", "SCT", "Pleural effusion"),
        ["pneumothorax"] = new("36118008", "SCT", "Pneumothorax"),
        ["atelectasis"] = new("46621007", "SCT", "Atelectasis"),
        ["nodule"] = new("27925004", "SCT", "Nodule"),
        ["mass"] = new("4147007", "SCT", "Mass"),
        ["pulmonary-edema"] = new("19242006", "SCT", "Pulmonary edema"),
        ["cardiomegaly"] = new("8186001", "SCT", "Cardiomegaly"),
    };

    private static readonly HashSet<string> _ofTheAirspaces = ["airspace-opacity", "opacity", "airspace-disease", "infiltrate", "consolidation", "pneumonia", "ground-glass-opacity"];

    /// <summary>The segmented property type of a finding by its stable id; an unlisted finding is an abnormal structure and no more.</summary>
    public static CodedConcept ForFinding(string finding) => _findings.GetValueOrDefault(finding, MorphologicallyAbnormalStructure);

    /// <summary>The stable ids of the findings that a code or an id of ours stands for; none where it is neither.</summary>
    public static IEnumerable<string> FindingsOf(string id, CodedConcept? type) => _findings.Where(finding => finding.Key == id || finding.Value == type).Select(finding => finding.Key);

    /// <summary>Whether two findings may be one shadow: what one reader calls a consolidation another calls a pneumonia.</summary>
    public static bool MayBeOne(string finding, string other) => finding == other || (_ofTheAirspaces.Contains(finding) && _ofTheAirspaces.Contains(other));

    /// <summary>The laterality of a patient's side as reports name it (left, right, bilateral); none where it is not known.</summary>
    public static CodedConcept? ForSide(string? side) => side switch
    {
        "left" => Left,
        "right" => Right,
        "bilateral" => RightAndLeft,
        _ => null,
    };
}
