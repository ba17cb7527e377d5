using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>
/// References to instances of others, by the UIDs that they came with: old modalities write components with leading zeros, and whoever is to find the image
/// needs the very same characters.
/// </summary>
internal static class SourceReference
{
    /// <summary>Class and instance, as the SOP Instance Reference macro has them (PS3.3 table 10-11).</summary>
    public static DicomDataset To(DicomDataset instance) => new DicomDataset().NotValidated()
        .Add(DicomTag.ReferencedSOPClassUID, instance.GetString(DicomTag.SOPClassUID))
        .Add(DicomTag.ReferencedSOPInstanceUID, instance.GetString(DicomTag.SOPInstanceUID));

    public static DicomDataset ToSeries(string uid, DicomTag instances, params DicomDataset[] references) => new DicomDataset().NotValidated()
        .Add(DicomTag.SeriesInstanceUID, uid)
        .Add(new DicomSequence(instances, references));

    /// <summary>Study, series and instances of a document's evidence (PS3.3 table C.17-3b).</summary>
    public static DicomDataset ToStudy(string uid, params DicomDataset[] series) => new DicomDataset().NotValidated()
        .Add(DicomTag.StudyInstanceUID, uid)
        .Add(new DicomSequence(DicomTag.ReferencedSeriesSequence, series));
}
