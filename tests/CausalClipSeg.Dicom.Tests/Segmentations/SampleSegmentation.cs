using CausalClipSeg.Dicom.KeyObjects;
using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

/// <summary>Radiographs and segmentations of them made up for tests.</summary>
internal static class SampleSegmentation
{
    public const string StudyUid = "1.2.826.0.1.3680043.10.1.1";
    public const string SeriesUid = "1.2.826.0.1.3680043.10.1.2";
    public const string ImageUid = "1.2.826.0.1.3680043.10.1.3";

    public static DicomDataset Radiograph(int rows = 11, int columns = 13) => new(DicomTransferSyntax.ExplicitVRLittleEndian)
    {
        { DicomTag.SpecificCharacterSet, "ISO_IR 100" },
        { DicomTag.SOPClassUID, DicomUID.ComputedRadiographyImageStorage },
        { DicomTag.SOPInstanceUID, ImageUid },
        { DicomTag.StudyInstanceUID, StudyUid },
        { DicomTag.SeriesInstanceUID, SeriesUid },
        { DicomTag.StudyDate, "20260301" },
        { DicomTag.StudyTime, "101500" },
        { DicomTag.AccessionNumber, "A-17" },
        { DicomTag.StudyID, "S17" },
        { DicomTag.PatientName, "Müller^Åsa" },
        { DicomTag.PatientID, "P17" },
        { DicomTag.PatientSex, "F" },
        { DicomTag.Modality, "CR" },
        { DicomTag.PatientOrientation, "L", "F" },
        { DicomTag.ViewPosition, "PA" },
        { DicomTag.SamplesPerPixel, (ushort)1 },
        { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
        { DicomTag.Rows, (ushort)rows },
        { DicomTag.Columns, (ushort)columns },
        { DicomTag.BitsAllocated, (ushort)8 },
        { DicomTag.BitsStored, (ushort)8 },
        { DicomTag.HighBit, (ushort)7 },
        { DicomTag.PixelRepresentation, (ushort)0 },
        new DicomOtherByte(DicomTag.PixelData, new byte[(rows * columns + 1) / 2 * 2]),
    };

    public static SegmentDescription Segment(string label, byte[] mask, int rows = 11, int columns = 13, string finding = "airspace-opacity") => new()
    {
        Label = label,
        Mask = new SegmentMask(rows, columns, mask),
        Type = Codes.ForFinding(finding),
        AnatomicRegion = Codes.Lung,
        AnatomicRegionModifier = Codes.Left,
        Description = "Patchy opacity in the left lower lung.",
        Algorithm = new AlgorithmIdentification("CausalCLIPSeg", "compact-1") { WeightsSha256 = new string('a', 64) },
        Tracking = new TrackingIdentity(label, DerivedUid.Create("tracking", StudyUid, label)),
    };

    public static SegmentationContent Content(params SegmentDescription[] segments) => new()
    {
        SopInstanceUid = DerivedUid.Create("seg", StudyUid, ImageUid, "1", "compact-1"),
        SeriesInstanceUid = DerivedUid.Create("seg-series", StudyUid, ImageUid, "1", "compact-1"),
        Equipment = new Equipment("CausalClipSeg.Pipeline contributors", "CausalClipSeg.Pipeline", "1", "0.1.0"),
        ContentTime = new DateTimeOffset(2026, 3, 1, 10, 30, 0, TimeSpan.Zero),
        Segments = segments,
    };

    public static ObjectIdentity Identity(string kind) => new()
    {
        SopInstanceUid = DerivedUid.Create(kind, ImageUid),
        SeriesInstanceUid = DerivedUid.Create($"{kind}-series", ImageUid),
        Equipment = Content().Equipment,
        ContentTime = Content().ContentTime,
        SeriesNumber = 901,
        SeriesDescription = "Findings of the report",
    };

    public static RejectionContent Rejection() => new()
    {
        SopInstanceUid = "1.2.3.9",
        SeriesInstanceUid = "1.2.3.8",
        Reason = RejectionReason.Quality,
        Description = "Replaced.",
        Equipment = Content().Equipment,
        ContentTime = Content().ContentTime,
    };

    /// <summary>A mask with a pattern that no flip or shift leaves as it is.</summary>
    public static byte[] Mask(int seed, int length = 11 * 13)
    {
        var random = new Random(seed);
        var mask = new byte[length];
        for (var i = 0; i < length; i++) mask[i] = (byte)(random.Next(3) == 0 ? 1 : 0);
        mask[seed % length] = 1;
        return mask;
    }

    public static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.Save(stream);
        return stream.ToArray();
    }
}
