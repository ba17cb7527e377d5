using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

/// <summary>A tilted CT series of few small slices, given in an order that is not that of the patient.</summary>
internal static class SampleSeries
{
    public const int Rows = 8;
    public const int Columns = 14;
    public const string FrameOfReference = "1.2.826.0.1.3680043.2.1125.77";

    public static IReadOnlyList<DicomDataset> Slices(int count = 5) => [.. Enumerable.Range(0, count).Select(i => Slice((i * 2 + 1) % count, count))];

    public static string Uid(int place) => $"1.2.826.0.1.3680043.2.1125.88.{place + 1}";

    /// <summary>One mask for each slice: a pattern on those named by their place in the patient, nothing on the others.</summary>
    public static IReadOnlyList<SegmentMask> Masks(IReadOnlyList<DicomDataset> slices, int seed, params int[] places) =>
        [.. slices.Select(slice => Array.FindIndex(places, place => Uid(place) == slice.GetString(DicomTag.SOPInstanceUID)) is var found and >= 0
            ? new SegmentMask(Rows, Columns, SampleSegmentation.Mask(seed + found, Rows * Columns))
            : new SegmentMask(Rows, Columns, new byte[Rows * Columns]))];

    public static SegmentDescription Segment(string label, IReadOnlyList<SegmentMask> masks, string finding = "nodule") =>
        SampleSegmentation.Segment(label, masks[0].Pixels, Rows, Columns, finding) with { Masks = masks };

    private static DicomDataset Slice(int place, int count) => new()
    {
        { DicomTag.SpecificCharacterSet, "ISO_IR 192" },
        { DicomTag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL" },
        { DicomTag.SOPClassUID, DicomUID.CTImageStorage },
        { DicomTag.SOPInstanceUID, Uid(place) },
        { DicomTag.StudyInstanceUID, SampleSegmentation.StudyUid },
        { DicomTag.SeriesInstanceUID, SampleSegmentation.SeriesUid },
        { DicomTag.FrameOfReferenceUID, FrameOfReference },
        { DicomTag.PositionReferenceIndicator, "XY" },
        { DicomTag.StudyDate, "20260301" },
        { DicomTag.StudyTime, "101500" },
        { DicomTag.StudyID, "S1" },
        { DicomTag.AccessionNumber, "A1" },
        { DicomTag.ReferringPhysicianName, "Weber^Anna" },
        { DicomTag.PatientName, "Müller^Åsa" },
        { DicomTag.PatientID, "P17" },
        { DicomTag.PatientBirthDate, "19700101" },
        { DicomTag.PatientSex, "F" },
        { DicomTag.Modality, "CT" },
        { DicomTag.ImageOrientationPatient, 1m, 0m, 0m, 0m, 0.8m, -0.6m },
        { DicomTag.ImagePositionPatient, -100m, -80m + 1.5m * place, 20m + 2m * place },
        { DicomTag.PixelSpacing, 0.7m, 0.8m },
        { DicomTag.SliceThickness, 2.5m },
        { DicomTag.InstanceNumber, count - place },
        { DicomTag.Rows, (ushort)Rows },
        { DicomTag.Columns, (ushort)Columns },
    };
}
