using System.Security.Cryptography;
using FellowOakDicom;
using FellowOakDicom.IO.Buffer;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>Objects to send: secondary captures with random pixels, so that nothing compares equal by chance.</summary>
internal static class NetworkObjects
{
    public static DicomFile Capture(int side = 64, DicomTransferSyntax? syntax = null)
    {
        var pixels = new byte[side * side];
        Random.Shared.NextBytes(pixels);
        var dataset = new DicomDataset(syntax ?? DicomTransferSyntax.ExplicitVRLittleEndian)
        {
            { DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage },
            { DicomTag.SOPInstanceUID, DicomUID.Generate() },
            { DicomTag.StudyInstanceUID, DicomUID.Generate() },
            { DicomTag.SeriesInstanceUID, DicomUID.Generate() },
            { DicomTag.PatientID, "NET-1" },
            { DicomTag.PatientName, "Test^Network" },
            { DicomTag.Modality, "OT" },
            { DicomTag.StudyDate, "20240102" },
            { DicomTag.SamplesPerPixel, (ushort)1 },
            { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
            { DicomTag.Rows, (ushort)side },
            { DicomTag.Columns, (ushort)side },
            { DicomTag.BitsAllocated, (ushort)8 },
            { DicomTag.BitsStored, (ushort)8 },
            { DicomTag.HighBit, (ushort)7 },
            { DicomTag.PixelRepresentation, (ushort)0 },
        };
        dataset.AddOrUpdate(new DicomOtherByte(DicomTag.PixelData, new MemoryByteBuffer(pixels)));
        return new DicomFile(dataset);
    }

    /// <summary>A compression that no codec here decodes.</summary>
    public static DicomTransferSyntax Unreadable => DicomTransferSyntax.JPEG2000Part2MultiComponent;

    public static DicomFile Compressed()
    {
        var dataset = new DicomDataset(Unreadable);
        foreach (var item in Capture().Dataset.Where(i => i.Tag != DicomTag.PixelData)) dataset.Add(item);
        dataset.Add(new DicomOtherByteFragment(DicomTag.PixelData)
        {
            Fragments = { new MemoryByteBuffer([0xFF, 0x4F, 0xFF, 0x51, 0, 0, 0xFF, 0xD9]) },
        });
        var file = new DicomFile(dataset);
        file.FileMetaInfo.TransferSyntax = Unreadable;
        return file;
    }

    public static string Pixels(DicomDataset dataset) =>
        Convert.ToHexString(SHA256.HashData(dataset.GetDicomItem<DicomElement>(DicomTag.PixelData)!.Buffer.Data));

    public static string Uid(DicomDataset dataset) => dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID);
}
