using System.Globalization;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Wraps a radiograph as the CR or DX object (PS3.3 A.2, A.26) that a hospital's device would send, in any of its variants.</summary>
public static class SyntheticDicom
{
    private const double FilmMillimetres = 430;

    /// <summary>Draws a case and wraps it under the identifiers of its study.</summary>
    public static DicomFile Create(SyntheticCase spec, SyntheticDicomVariant variant) => Create(spec, SyntheticRadiograph.Draw(spec), variant);

    public static DicomFile Create(SyntheticCase spec, SyntheticImage image, SyntheticDicomVariant variant) =>
        Wrap(SyntheticStudy.Of(spec), spec, image.Pixels, variant);

    /// <summary>Wraps any displayed picture (0 black to 1 white) of the size, view and orientation of the case.</summary>
    public static DicomFile Wrap(SyntheticStudy study, SyntheticCase spec, float[] pixels, SyntheticDicomVariant variant)
    {
        if (pixels.Length != spec.Rows * spec.Columns)
            throw new ArgumentException($"The case has {spec.Rows} x {spec.Columns} pixels, but {pixels.Length} were given; hand over one value for each pixel.", nameof(pixels));
        if (variant.BitsStored is < 6 or > 16)
            throw new ArgumentException($"{variant.BitsStored} bits stored cannot be written; choose 6 to 16.", nameof(variant));
        if (variant.Kind == RadiographKind.DX && (variant.RescaleSlope != 1 || variant.RescaleIntercept != 0))
            throw new ArgumentException("A DX for presentation has rescale slope 1 and intercept 0 (PS3.3 C.8.11.3); choose CR for another rescale.", nameof(variant));
        var syntax = variant.ImplicitVr ? DicomTransferSyntax.ImplicitVRLittleEndian : DicomTransferSyntax.ExplicitVRLittleEndian;
        var dataset = new DicomDataset(syntax);
        AddPatientAndStudy(dataset, study, spec);
        AddSeries(dataset, study, variant);
        AddImage(dataset, spec, study, variant);
        if (variant.Kind == RadiographKind.DX) AddDigitalXRay(dataset, spec, variant);
        StoredPixels.AddTo(dataset, spec.Rows, spec.Columns, pixels, variant);
        return new DicomFile(dataset);
    }

    private static void AddPatientAndStudy(DicomDataset dataset, SyntheticStudy study, SyntheticCase spec)
    {
        dataset.AddOrUpdate(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        dataset.AddOrUpdate(DicomTag.PatientName, study.PersonName);
        dataset.AddOrUpdate(DicomTag.PatientID, study.PatientId);
        dataset.AddOrUpdate(DicomTag.IssuerOfPatientID, "SYNTHETIC");
        dataset.AddOrUpdate(DicomTag.PatientBirthDate, study.BirthDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        dataset.AddOrUpdate(DicomTag.PatientSex, study.Sex);
        dataset.AddOrUpdate(DicomTag.PatientAge, Age(study));
        dataset.AddOrUpdate(DicomTag.StudyInstanceUID, study.StudyInstanceUid);
        dataset.AddOrUpdate(DicomTag.StudyDate, Date(study));
        dataset.AddOrUpdate(DicomTag.StudyTime, Time(study));
        dataset.AddOrUpdate(DicomTag.AccessionNumber, study.AccessionNumber);
        dataset.AddOrUpdate(DicomTag.ReferringPhysicianName, "");
        dataset.AddOrUpdate(DicomTag.StudyID, "RP" + study.AccessionNumber);
        dataset.AddOrUpdate(DicomTag.StudyDescription, $"Chest radiograph {spec.View}");
    }

    private static void AddSeries(DicomDataset dataset, SyntheticStudy study, SyntheticDicomVariant variant)
    {
        dataset.AddOrUpdate(DicomTag.Modality, variant.Kind.ToString());
        dataset.AddOrUpdate(DicomTag.SeriesInstanceUID, study.SeriesInstanceUid);
        dataset.AddOrUpdate(DicomTag.SeriesNumber, "1");
        dataset.AddOrUpdate(DicomTag.SeriesDate, Date(study));
        dataset.AddOrUpdate(DicomTag.SeriesTime, Time(study));
        dataset.AddOrUpdate(DicomTag.SeriesDescription, "Frontal");
        dataset.AddOrUpdate(DicomTag.BodyPartExamined, "CHEST");
        dataset.AddOrUpdate(DicomTag.Manufacturer, "CausalClipSeg.Pipeline");
        dataset.AddOrUpdate(DicomTag.ManufacturerModelName, "Synthetic radiographs");
        dataset.AddOrUpdate(DicomTag.DeviceSerialNumber, "1");
        dataset.AddOrUpdate(DicomTag.SoftwareVersions, "1");
    }

    private static void AddImage(DicomDataset dataset, SyntheticCase spec, SyntheticStudy study, SyntheticDicomVariant variant)
    {
        dataset.AddOrUpdate(DicomTag.SOPClassUID, variant.Kind == RadiographKind.CR
            ? DicomUID.ComputedRadiographyImageStorage
            : DicomUID.DigitalXRayImageStorageForPresentation);
        dataset.AddOrUpdate(DicomTag.SOPInstanceUID, study.SopInstanceUid);
        dataset.AddOrUpdate(DicomTag.InstanceNumber, "1");
        dataset.AddOrUpdate(DicomTag.ImageType, "ORIGINAL", "PRIMARY");
        dataset.AddOrUpdate(DicomTag.AcquisitionDate, Date(study));
        dataset.AddOrUpdate(DicomTag.AcquisitionTime, Time(study));
        dataset.AddOrUpdate(DicomTag.ContentDate, Date(study));
        dataset.AddOrUpdate(DicomTag.ContentTime, Time(study));
        if (variant.Orientation) dataset.AddOrUpdate(DicomTag.PatientOrientation, spec.Mirrored ? "R" : "L", "F");
        else dataset.AddOrUpdate(DicomTag.PatientOrientation, "");
        dataset.AddOrUpdate(DicomTag.ViewPosition, variant.Orientation ? spec.View.ToString() : "");
        dataset.AddOrUpdate(DicomTag.BurnedInAnnotation, "NO");
        dataset.AddOrUpdate(DicomTag.LossyImageCompression, "00");
        dataset.AddOrUpdate(DicomTag.KVP, spec.View == FrontalView.AP ? "90" : "125");
        var spacing = (FilmMillimetres / Math.Max(spec.Rows, spec.Columns)).ToString("0.#####", CultureInfo.InvariantCulture);
        dataset.AddOrUpdate(DicomTag.ImagerPixelSpacing, spacing, spacing);
    }

    /// <summary>What a DX adds (PS3.3 C.8.11): intent, anatomy, detector, and how values relate to the X-ray intensity.</summary>
    private static void AddDigitalXRay(DicomDataset dataset, SyntheticCase spec, SyntheticDicomVariant variant)
    {
        dataset.AddOrUpdate(DicomTag.PresentationIntentType, "FOR PRESENTATION");
        dataset.AddOrUpdate(DicomTag.ImageLaterality, "U");
        dataset.AddOrUpdate(DicomTag.PixelIntensityRelationship, "LOG");
        dataset.AddOrUpdate(new DicomSignedShort(DicomTag.PixelIntensityRelationshipSign, (short)(variant.Monochrome1 ? 1 : -1)));
        dataset.AddOrUpdate(DicomTag.PositionerType, spec.View == FrontalView.PA ? "COLUMN" : "NONE");
        dataset.AddOrUpdate(DicomTag.DetectorType, "SCINTILLATOR");
        dataset.AddOrUpdate(new DicomSequence(DicomTag.AcquisitionContextSequence));
        dataset.AddOrUpdate(new DicomSequence(DicomTag.AnatomicRegionSequence, Code("51185008", "SCT", "Chest")));
        var view = spec.View == FrontalView.PA ? Code("272479007", "SCT", "postero-anterior") : Code("399348003", "SCT", "antero-posterior");
        view.AddOrUpdate(new DicomSequence(DicomTag.ViewModifierCodeSequence));
        if (variant.Orientation) dataset.AddOrUpdate(new DicomSequence(DicomTag.ViewCodeSequence, view));
    }

    private static DicomDataset Code(string value, string scheme, string meaning) => new()
    {
        { DicomTag.CodeValue, value },
        { DicomTag.CodingSchemeDesignator, scheme },
        { DicomTag.CodeMeaning, meaning },
    };

    private static string Date(SyntheticStudy study) => study.Taken.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Time(SyntheticStudy study) => study.Taken.ToString("HHmmss", CultureInfo.InvariantCulture);

    private static string Age(SyntheticStudy study)
    {
        var years = study.Taken.Year - study.BirthDate.Year;
        if (DateOnly.FromDateTime(study.Taken) < study.BirthDate.AddYears(years)) years--;
        return years.ToString("000", CultureInfo.InvariantCulture) + "Y";
    }
}
