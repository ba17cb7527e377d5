using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>What names a segmentation or a companion of one, and says who made it and when: SOP Common, General Series, General Equipment (PS3.3 C.12.1, C.7.3.1, C.7.5.1).</summary>
public sealed record ObjectIdentity
{
    public required string SopInstanceUid { get; init; }

    public required string SeriesInstanceUid { get; init; }

    public required Equipment Equipment { get; init; }

    /// <summary>In the site's zone: it is written so where the source states none of its own.</summary>
    public required DateTimeOffset ContentTime { get; init; }

    public required int SeriesNumber { get; init; }

    public required string SeriesDescription { get; init; }

    public int InstanceNumber { get; init; } = 1;

    /// <summary>A data set with the patient and study of the source and this series.</summary>
    internal DicomDataset Begin(DicomDataset source, DicomUID sopClass, string modality)
    {
        var (date, time) = LocalTime.Of(ContentTime, source);
        var dataset = new DicomDataset(DicomTransferSyntax.ExplicitVRLittleEndian) { { DicomTag.SpecificCharacterSet, "ISO_IR 192" } };
        SourceModules.Copy(source, dataset);
        return dataset
            .Add(DicomTag.SOPClassUID, sopClass)
            .Add(DicomTag.SOPInstanceUID, SopInstanceUid)
            .Add(DicomTag.InstanceCreationDate, date)
            .Add(DicomTag.InstanceCreationTime, time)
            .Add(DicomTag.SeriesDate, date)
            .Add(DicomTag.SeriesTime, time)
            .Add(DicomTag.ContentDate, date)
            .Add(DicomTag.ContentTime, time)
            .Add(DicomTag.Modality, modality)
            .Add(DicomTag.SeriesInstanceUID, SeriesInstanceUid)
            .Add(DicomTag.SeriesNumber, SeriesNumber)
            .Add(DicomTag.SeriesDescription, Text.Limit(SeriesDescription, 64))
            .Add(DicomTag.InstanceNumber, InstanceNumber)
            .Add(DicomTag.Manufacturer, Text.Limit(Equipment.Manufacturer, 64))
            .Add(DicomTag.ManufacturerModelName, Text.Limit(Equipment.ModelName, 64))
            .Add(DicomTag.DeviceSerialNumber, Text.Limit(Equipment.SerialNumber, 64))
            .Add(DicomTag.SoftwareVersions, Text.Limit(Equipment.SoftwareVersions, 64));
    }
}
