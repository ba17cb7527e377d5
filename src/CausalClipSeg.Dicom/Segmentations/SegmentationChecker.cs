using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>
/// The last look at a segmentation before it leaves: what the general validators are silent on, and what makes viewers show nothing, the wrong
/// place, or hang. Without problems the list is empty.
/// </summary>
public static class SegmentationChecker
{
    /// <summary>Rules about the sources are applied to those given; without any, only the segmentation's own coherence is judged.</summary>
    public static IReadOnlyList<SegmentationProblem> Check(DicomDataset segmentation, params IReadOnlyList<DicomDataset> sources)
    {
        if (!SegmentationReader.IsSegmentation(segmentation))
            return [new("not-a-segmentation", "The instance is not a segmentation (Modality SEG with a Segment Sequence).")];
        return
        [
            .. IdentityChecks.Check(segmentation, sources),
            .. SegmentChecks.Check(segmentation),
            .. FrameChecks.Check(segmentation),
            .. ReferenceChecks.Check(segmentation, sources),
            .. SpaceChecks.Check(segmentation, sources),
            .. MaskChecks.Check(segmentation),
        ];
    }

    /// <summary>Adds the comparison, pixel by pixel, with what the segments were meant to hold.</summary>
    /// <param name="masks">In the order of the segments' numbers, for each its mask on each source.</param>
    public static IReadOnlyList<SegmentationProblem> Check(
        DicomDataset segmentation, IReadOnlyList<DicomDataset> sources, IReadOnlyList<IReadOnlyList<SegmentMask>> masks) =>
        [.. Check(segmentation, sources), .. MaskChecks.Compare(segmentation, sources, masks)];
}
