using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Images;

/// <summary>Small greyscale images of given stored values.</summary>
internal static class SampleImage
{
    public static DicomDataset Of(ushort[] values, int bitsStored, int bitsAllocated = 16, bool isSigned = false, string photometric = "MONOCHROME2") =>
        new(DicomTransferSyntax.ExplicitVRLittleEndian)
        {
            { DicomTag.SOPClassUID, DicomUID.ComputedRadiographyImageStorage },
            { DicomTag.SOPInstanceUID, "1.2.3" },
            { DicomTag.SamplesPerPixel, (ushort)1 },
            { DicomTag.PhotometricInterpretation, photometric },
            { DicomTag.Rows, (ushort)1 },
            { DicomTag.Columns, (ushort)values.Length },
            { DicomTag.BitsAllocated, (ushort)bitsAllocated },
            { DicomTag.BitsStored, (ushort)bitsStored },
            { DicomTag.HighBit, (ushort)(bitsStored - 1) },
            { DicomTag.PixelRepresentation, (ushort)(isSigned ? 1 : 0) },
            bitsAllocated == 8
                ? new DicomOtherByte(DicomTag.PixelData, [.. values.Select(value => (byte)value), .. new byte[values.Length % 2]])
                : new DicomOtherWord(DicomTag.PixelData, values),
        };
}
