using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>That every frame says from which image it was derived, that this image is listed, is the one given, and has the same size.</summary>
internal static class ReferenceChecks
{
    public static IEnumerable<SegmentationProblem> Check(DicomDataset segmentation, IReadOnlyList<DicomDataset> sources)
    {
        var listed = SegmentationReader.SeriesReferences(segmentation).Select(reference => reference.SopInstanceUid).ToHashSet();
        var derived = new HashSet<string>();
        var hasFrameOfReference = IdentityChecks.Text(segmentation, DicomTag.FrameOfReferenceUID).Length > 0;
        var shared = SegmentationReader.Items(segmentation, DicomTag.SharedFunctionalGroupsSequence);
        if (listed.Count == 0) yield return new("no-referenced-series", "Referenced Series Sequence lists no instance; viewers refuse the segmentation.");
        foreach (var group in SegmentationReader.Items(segmentation, DicomTag.PerFrameFunctionalGroupsSequence))
        {
            var derivations = shared.Append(group).SelectMany(item => SegmentationReader.Items(item, DicomTag.DerivationImageSequence)).ToList();
            if (derivations.Count == 0 && !hasFrameOfReference)
                yield return new("no-derivation", "A frame has no Derivation Image, which is mandatory without a Frame of Reference.");
            foreach (var derivation in derivations)
                foreach (var problem in Derivation(derivation, derived)) yield return problem;
        }

        if (derived.FirstOrDefault(uid => !listed.Contains(uid)) is { } missing)
            yield return new("reference-not-listed", $"Source image {missing} is not in the Referenced Series Sequence.");
        foreach (var problem in Sources(segmentation, sources, listed, derived, hasFrameOfReference)) yield return problem;
        if (!hasFrameOfReference && shared.Concat(SegmentationReader.Items(segmentation, DicomTag.PerFrameFunctionalGroupsSequence)).Any(group => group.Contains(DicomTag.PlanePositionSequence)))
            yield return new("plane-without-space", "It has plane positions but no Frame of Reference to which they would refer.");
    }

    private static IEnumerable<SegmentationProblem> Derivation(DicomDataset derivation, HashSet<string> derived)
    {
        if (!Codes.Segmentation.Means(CodedConcept.FromSequence(derivation, DicomTag.DerivationCodeSequence)))
            yield return new("derivation-code", "A frame's Derivation Code is not (113076, DCM, \"Segmentation\").");
        foreach (var image in SegmentationReader.Items(derivation, DicomTag.SourceImageSequence))
        {
            derived.Add(IdentityChecks.Text(image, DicomTag.ReferencedSOPInstanceUID));
            if (!Codes.SourceImage.Means(CodedConcept.FromSequence(image, DicomTag.PurposeOfReferenceCodeSequence)))
                yield return new("purpose-code", "A source image's Purpose of Reference is not (121322, DCM, \"Source image for image processing operation\").");
        }
    }

    private static IEnumerable<SegmentationProblem> Sources(
        DicomDataset segmentation, IReadOnlyList<DicomDataset> sources, HashSet<string> listed, HashSet<string> derived, bool hasFrameOfReference)
    {
        foreach (var source in sources)
        {
            var uid = IdentityChecks.Text(source, DicomTag.SOPInstanceUID);
            if (!listed.Contains(uid) && !derived.Contains(uid)) yield return new("source-not-referenced", $"It does not refer to the image {uid}.");
            if (!hasFrameOfReference && (Number(segmentation, DicomTag.Rows) != Number(source, DicomTag.Rows) || Number(segmentation, DicomTag.Columns) != Number(source, DicomTag.Columns)))
                yield return new("size", $"It is {Number(segmentation, DicomTag.Rows)} x {Number(segmentation, DicomTag.Columns)} where its source is {Number(source, DicomTag.Rows)} x {Number(source, DicomTag.Columns)}.");
        }

        if (sources.Count > 0 && derived.Except(sources.Select(source => IdentityChecks.Text(source, DicomTag.SOPInstanceUID))).FirstOrDefault() is { } stranger)
            yield return new("unknown-source", $"A frame is derived from {stranger}, which is not among the sources given.");
    }

    private static int Number(DicomDataset dataset, DicomTag tag) => dataset.GetSingleValueOrDefault<ushort>(tag, 0);
}
