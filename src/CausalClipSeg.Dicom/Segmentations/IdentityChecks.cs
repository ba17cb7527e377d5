using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>That a segmentation is the same patient's and study's, and yet an object, a series and a space of its own.</summary>
internal static class IdentityChecks
{
    public static IEnumerable<SegmentationProblem> Check(DicomDataset segmentation, IReadOnlyList<DicomDataset> sources)
    {
        foreach (var source in sources)
        {
            if (!Same(segmentation, source, DicomTag.StudyInstanceUID)) yield return new("other-study", "Its Study Instance UID is not its source's; put it into the same study.");
            if (!Same(segmentation, source, DicomTag.PatientID)) yield return new("other-patient", "Its Patient ID is not its source's; it must not leave.");
            if (Same(segmentation, source, DicomTag.SeriesInstanceUID)) yield return new("source-series-reused", "It stands in its source's series; give it a Series Instance UID of its own.");
            if (Same(segmentation, source, DicomTag.SOPInstanceUID)) yield return new("source-uid-reused", "It has its source's SOP Instance UID and would replace it.");
        }

        if (sources.Count > 0 && FrameOfReference(segmentation, sources) is { } problem) yield return problem;
        foreach (var tag in (DicomTag[])[DicomTag.Manufacturer, DicomTag.ManufacturerModelName, DicomTag.DeviceSerialNumber, DicomTag.SoftwareVersions])
        {
            if (Text(segmentation, tag).Length == 0)
                yield return new("equipment-incomplete", $"{tag.DictionaryEntry.Name} {tag} is absent; Enhanced General Equipment demands it (PS3.3 C.7.5.2).");
        }

        if (Text(segmentation, DicomTag.ContentLabel) is var label && (label.Length == 0 || label.Any(letter => !IsCodeLetter(letter))))
            yield return new("content-label", $"Content Label (0070,0080) is \"{label}\"; it is a code string of capitals, digits and underscores.");
    }

    internal static string Text(DicomDataset dataset, DicomTag tag) => dataset.GetSingleValueOrDefault(tag, "").Trim();

    private static SegmentationProblem? FrameOfReference(DicomDataset segmentation, IReadOnlyList<DicomDataset> sources)
    {
        var own = Text(segmentation, DicomTag.FrameOfReferenceUID);
        if (own.Length == 0) return null;
        var theirs = sources.Select(source => Text(source, DicomTag.FrameOfReferenceUID)).Distinct().ToList();
        if (theirs is [""]) return new("invented-frame-of-reference", "It names a Frame of Reference, but its sources have none.");
        return theirs.Contains(own) ? null : new("other-frame-of-reference", "Its Frame of Reference UID is not its sources'.");
    }

    private static bool Same(DicomDataset one, DicomDataset other, DicomTag tag) => Raw(one, tag) == Raw(other, tag);

    // All values, and bytes where it is no text: what cannot be read equals nothing, least of all what is absent.
    private static string Raw(DicomDataset dataset, DicomTag tag) => dataset.GetDicomItem<DicomItem>(tag) switch
    {
        null => "",
        DicomElement { ValueRepresentation.IsString: true } => string.Join('\\', dataset.GetString(tag).Split('\\').Select(value => value.Trim())),
        DicomElement bytes => Convert.ToHexString(bytes.Buffer.Data),
        var other => other.ToString(),
    };

    private static bool IsCodeLetter(char letter) => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter is '_' or ' ';
}
