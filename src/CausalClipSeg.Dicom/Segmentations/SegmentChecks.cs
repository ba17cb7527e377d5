using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>That every segment says what it is, who drew it, how to follow it over revisions and in which colour to draw it (PS3.3 C.8.20.4).</summary>
internal static class SegmentChecks
{
    public static IEnumerable<SegmentationProblem> Check(DicomDataset segmentation)
    {
        var segments = SegmentationReader.Items(segmentation, DicomTag.SegmentSequence);
        if (segments.Count == 0) yield return new("no-segments", "It has no segment; viewers hang on it.");
        var isLabelMap = IdentityChecks.Text(segmentation, DicomTag.SegmentationType) == "LABELMAP";
        for (var i = 0; i < segments.Count; i++)
        {
            if (!isLabelMap && segments[i].GetSingleValueOrDefault<ushort>(DicomTag.SegmentNumber, 0) != i + 1)
                yield return new("segment-numbers", "Segment numbers do not run 1, 2, 3 … (PS3.3 C.8.20.2.2).");
            foreach (var problem in Check(segments[i], $"Segment {i + 1}")) yield return problem;
        }
    }

    private static IEnumerable<SegmentationProblem> Check(DicomDataset segment, string name)
    {
        if (IdentityChecks.Text(segment, DicomTag.SegmentLabel).Length == 0) yield return new("segment-label", $"{name} has no label.");
        foreach (var tag in (DicomTag[])[DicomTag.SegmentedPropertyCategoryCodeSequence, DicomTag.SegmentedPropertyTypeCodeSequence])
        {
            if (CodedConcept.FromSequence(segment, tag) is not { Value.Length: > 0, Meaning.Length: > 0 } code)
                yield return new("segment-code", $"{name} has no complete {tag.DictionaryEntry.Name}.");
            else if (code.Scheme is "SRT" or "SNM3")
                yield return new("retired-code", $"{name} is coded in {code.Scheme}, which is retired; use SCT.");
        }

        if (!segment.TryGetValues<ushort>(DicomTag.RecommendedDisplayCIELabValue, out var colour) || colour.Length != 3)
            yield return new("segment-colour", $"{name} has no Recommended Display CIELab Value; viewers hang without it.");
        if (IdentityChecks.Text(segment, DicomTag.TrackingID).Length == 0 != (IdentityChecks.Text(segment, DicomTag.TrackingUID).Length == 0))
            yield return new("tracking", $"{name} has only one of Tracking ID and Tracking UID; they come together.");
        foreach (var problem in Algorithm(segment, name)) yield return problem;
    }

    private static IEnumerable<SegmentationProblem> Algorithm(DicomDataset segment, string name)
    {
        var type = IdentityChecks.Text(segment, DicomTag.SegmentAlgorithmType);
        if (type is not ("AUTOMATIC" or "SEMIAUTOMATIC" or "MANUAL")) yield return new("algorithm-type", $"{name} has Segment Algorithm Type \"{type}\".");
        if (type is not ("AUTOMATIC" or "SEMIAUTOMATIC")) yield break;
        if (IdentityChecks.Text(segment, DicomTag.SegmentAlgorithmName).Length == 0) yield return new("algorithm-name", $"{name} names no algorithm.");
        if (AlgorithmIdentification.FromSegment(segment) is not { Name.Length: > 0, Version.Length: > 0 })
            yield return new("algorithm-identification", $"{name} does not identify its algorithm by family, name and version.");
    }
}
