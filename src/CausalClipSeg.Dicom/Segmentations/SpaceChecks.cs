using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>That a segmentation with a Frame of Reference lies where its slices lie (PS3.3 C.7.6.16.2.1, .3 and .4).</summary>
internal static class SpaceChecks
{
    public static IEnumerable<SegmentationProblem> Check(DicomDataset segmentation, IReadOnlyList<DicomDataset> sources)
    {
        if (IdentityChecks.Text(segmentation, DicomTag.FrameOfReferenceUID).Length == 0) yield break;
        var shared = SegmentationReader.Items(segmentation, DicomTag.SharedFunctionalGroupsSequence).FirstOrDefault() ?? new DicomDataset();
        var bySource = sources.ToLookup(source => IdentityChecks.Text(source, DicomTag.SOPInstanceUID));
        foreach (var group in SegmentationReader.Items(segmentation, DicomTag.PerFrameFunctionalGroupsSequence))
        {
            foreach (var tag in (DicomTag[])[DicomTag.PixelMeasuresSequence, DicomTag.PlaneOrientationSequence, DicomTag.PlanePositionSequence])
            {
                if (Macro(group, shared, tag) is null)
                    yield return new("no-place", $"A frame has no {tag.DictionaryEntry.Name}, which a Frame of Reference demands.");
            }

            foreach (var reference in SegmentationReader.FrameReferences(group))
                foreach (var source in bySource[reference.SopInstanceUid])
                    foreach (var problem in Place(group, shared, source)) yield return problem;
        }
    }

    private static IEnumerable<SegmentationProblem> Place(DicomDataset group, DicomDataset shared, DicomDataset source)
    {
        if (Differs(Macro(group, shared, DicomTag.PlanePositionSequence), source, DicomTag.ImagePositionPatient, 3))
            yield return new("other-position", "A frame lies at another Image Position (Patient) than the slice that it was derived from.");
        if (Differs(Macro(group, shared, DicomTag.PlaneOrientationSequence), source, DicomTag.ImageOrientationPatient, 6))
            yield return new("other-orientation", "A frame has another Image Orientation (Patient) than the slice that it was derived from; its mask is turned or flipped.");
        if (Differs(Macro(group, shared, DicomTag.PixelMeasuresSequence), source, DicomTag.PixelSpacing, 2))
            yield return new("other-spacing", "A frame has another Pixel Spacing than the slice that it was derived from.");
    }

    private static bool Differs(DicomDataset? macro, DicomDataset source, DicomTag tag, int count) =>
        macro is not null && SliceGeometry.Numbers(source, tag, count) is { } theirs
        && (SliceGeometry.Numbers(macro, tag, count) is not { } ours || !SliceGeometry.Same(ours, theirs));

    private static DicomDataset? Macro(DicomDataset group, DicomDataset shared, DicomTag tag) =>
        SegmentationReader.Items(group, tag).Concat(SegmentationReader.Items(shared, tag)).FirstOrDefault();
}
