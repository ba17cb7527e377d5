using FellowOakDicom;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>What a reader of the archive sees: the SEGs of a study that no Key Object rejects (IHE RAD, Imaging Object Change Management).</summary>
internal static class PacsContent
{
    /// <returns>Source image and the sentences of each SEG that stands, in the order of the images.</returns>
    public static IReadOnlyList<(string Image, string Sentence)> Standing(IReadOnlyCollection<DicomDataset> objects)
    {
        var rejected = objects.Where(o => Class(o) == DicomUID.KeyObjectSelectionDocumentStorage).SelectMany(Rejected).ToHashSet();
        return
        [
            .. objects.Where(o => Class(o) == DicomUID.SegmentationStorage && !rejected.Contains(o.GetSingleValue<string>(DicomTag.SOPInstanceUID)))
                .Select(seg => (Source(seg), string.Join(" ", seg.GetSequence(DicomTag.SegmentSequence).Items.Select(item => item.GetSingleValueOrDefault(DicomTag.SegmentDescription, "")))))
                .Order(),
        ];
    }

    private static DicomUID Class(DicomDataset dataset) => dataset.GetSingleValue<DicomUID>(DicomTag.SOPClassUID);

    private static IEnumerable<string> Rejected(DicomDataset note) =>
        from study in note.GetSequence(DicomTag.CurrentRequestedProcedureEvidenceSequence).Items
        from series in study.GetSequence(DicomTag.ReferencedSeriesSequence).Items
        from instance in series.GetSequence(DicomTag.ReferencedSOPSequence).Items
        select instance.GetSingleValue<string>(DicomTag.ReferencedSOPInstanceUID);

    private static string Source(DicomDataset seg) =>
        seg.GetSequence(DicomTag.ReferencedSeriesSequence).Items[0].GetSequence(DicomTag.ReferencedInstanceSequence).Items[0].GetSingleValue<string>(DicomTag.ReferencedSOPInstanceUID);
}
