using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Subset;

/// <summary>The start of a multi-frame whose pixels make more than 2 GB.</summary>
internal static class LargeFile
{
    public const int Frames = 600;
    public const int FrameBytes = 2048 * 2048;
    public const byte Mark = 0xA5;

    public static FileStream Begin(string path, DicomTransferSyntax syntax)
    {
        var stream = File.Create(path);
        new DicomFile(new DicomDataset(syntax)
        {
            { DicomTag.SOPClassUID, DicomUID.MultiFrameGrayscaleByteSecondaryCaptureImageStorage },
            { DicomTag.SOPInstanceUID, "1.2.3.4" },
            { DicomTag.SamplesPerPixel, (ushort)1 },
            { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
            { DicomTag.NumberOfFrames, Frames },
            { DicomTag.Rows, (ushort)2048 },
            { DicomTag.Columns, (ushort)2048 },
            { DicomTag.BitsAllocated, (ushort)8 },
            { DicomTag.BitsStored, (ushort)8 },
            { DicomTag.HighBit, (ushort)7 },
            { DicomTag.PixelRepresentation, (ushort)0 },
        }).Save(stream);
        return stream;
    }
}
