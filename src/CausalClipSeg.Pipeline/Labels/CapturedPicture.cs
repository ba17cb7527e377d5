using CausalClipSeg.Dicom;
using CausalClipSeg.Model;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>A picture file as a Secondary Capture object (PS3.3 A.8), so that an imported label has an image like any other; the same file makes the same UIDs.</summary>
internal static class CapturedPicture
{
    public static string StudyUid(string contentSha256) => DerivedUid.Create("captured-study", contentSha256);

    public static DicomFile Wrap(GrayImage picture, string contentSha256, string patient)
    {
        var pixels = new byte[picture.Pixels.Length + (picture.Pixels.Length & 1)];
        for (var i = 0; i < picture.Pixels.Length; i++)
            pixels[i] = (byte)((Math.Clamp(picture.Pixels[i], 0f, 1f) * 255f) + 0.5f);
        var dataset = new DicomDataset(DicomTransferSyntax.ExplicitVRLittleEndian)
        {
            { DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage },
            { DicomTag.SOPInstanceUID, DerivedUid.Create("captured", contentSha256) },
            { DicomTag.StudyInstanceUID, StudyUid(contentSha256) },
            { DicomTag.SeriesInstanceUID, DerivedUid.Create("captured-series", contentSha256) },
            { DicomTag.PatientID, patient },
            { DicomTag.Modality, "CR" },
            { DicomTag.ConversionType, "WSD" },
            { DicomTag.PatientOrientation, "L", "F" },
            { DicomTag.SamplesPerPixel, (ushort)1 },
            { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
            { DicomTag.Rows, (ushort)picture.Rows },
            { DicomTag.Columns, (ushort)picture.Columns },
            { DicomTag.BitsAllocated, (ushort)8 },
            { DicomTag.BitsStored, (ushort)8 },
            { DicomTag.HighBit, (ushort)7 },
            { DicomTag.PixelRepresentation, (ushort)0 },
        };
        dataset.Add(new DicomOtherByte(DicomTag.PixelData, pixels));
        return new DicomFile(dataset);
    }
}
