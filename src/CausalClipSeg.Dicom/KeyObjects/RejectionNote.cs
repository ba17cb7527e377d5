using CausalClipSeg.Dicom.Companions;
using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.KeyObjects;

/// <summary>
/// The Key Object Selection by which a creator says that an object of its own does not stand (PS3.3 A.35.4, PS3.16 TID 2010; IHE RAD TF-2, Imaging Object Change
/// Management: RAD-66).
/// </summary>
public static class RejectionNote
{
    /// <summary>Rejects one instance; patient and study are those of the instance.</summary>
    public static DicomFile Build(DicomDataset rejected, RejectionContent content)
    {
        var dataset = new DicomDataset(DicomTransferSyntax.ExplicitVRLittleEndian) { { DicomTag.SpecificCharacterSet, "ISO_IR 192" } };
        SourceModules.Copy(rejected, dataset);
        AddSeriesAndEquipment(dataset, rejected, content);
        dataset.NotValidated().Add(new DicomSequence(DicomTag.CurrentRequestedProcedureEvidenceSequence, Evidence(rejected)));
        AddContent(dataset, content, rejected);
        return new DicomFile(dataset);
    }

    private static void AddSeriesAndEquipment(DicomDataset dataset, DicomDataset rejected, RejectionContent content)
    {
        var (date, time) = LocalTime.Of(content.ContentTime, rejected);
        dataset.Add(DicomTag.SOPClassUID, DicomUID.KeyObjectSelectionDocumentStorage)
            .Add(DicomTag.SOPInstanceUID, content.SopInstanceUid)
            .Add(DicomTag.Modality, "KO")
            .Add(DicomTag.SeriesInstanceUID, content.SeriesInstanceUid)
            .Add(DicomTag.SeriesNumber, 9900)
            .Add(DicomTag.SeriesDescription, "Rejected segmentation")
            .Add(DicomTag.Manufacturer, Text.Limit(content.Equipment.Manufacturer, 64))
            .Add(DicomTag.ManufacturerModelName, Text.Limit(content.Equipment.ModelName, 64))
            .Add(DicomTag.DeviceSerialNumber, Text.Limit(content.Equipment.SerialNumber, 64))
            .Add(DicomTag.SoftwareVersions, Text.Limit(content.Equipment.SoftwareVersions, 64))
            .Add(DicomTag.InstanceNumber, 1)
            .Add(DicomTag.ContentDate, date)
            .Add(DicomTag.ContentTime, time);
        dataset.Add(new DicomSequence(DicomTag.ReferencedPerformedProcedureStepSequence));
    }

    private static DicomDataset Evidence(DicomDataset rejected) => SourceReference.ToStudy(
        rejected.GetString(DicomTag.StudyInstanceUID),
        SourceReference.ToSeries(rejected.GetString(DicomTag.SeriesInstanceUID), DicomTag.ReferencedSOPSequence, SourceReference.To(rejected)));

    private static void AddContent(DicomDataset dataset, RejectionContent content, DicomDataset rejected)
    {
        dataset.Add(DicomTag.ValueType, "CONTAINER")
            .Add(DicomTag.ContinuityOfContent, "SEPARATE");
        dataset.Add(content.Title.ToSequence(DicomTag.ConceptNameCodeSequence));
        dataset.Add(new DicomSequence(DicomTag.ContentTemplateSequence, new DicomDataset
        {
            { DicomTag.MappingResource, "DCMR" },
            { DicomTag.TemplateIdentifier, "2010" },
        }));
        dataset.Add(new DicomSequence(DicomTag.ContentSequence,
            SrItem.Text("CONTAINS", new CodedConcept("113012", "DCM", "Key Object Description"), content.Description),
            SrItem.Image("CONTAINS", rejected, segment: null)));
    }
}
