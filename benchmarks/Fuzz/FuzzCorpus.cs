using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Tests.Codecs;
using FellowOakDicom;
using FellowOakDicom.Imaging.Codec;
using FellowOakDicom.IO.Buffer;

namespace CausalClipSeg.Benchmarks.Fuzz;

/// <summary>Files to damage: one of our own for each way of writing a data set, and the small ones of a folder of real files.</summary>
internal static class FuzzCorpus
{
    private const int LargestFile = 40_000;

    public static IReadOnlyList<byte[]> Create(string? folder)
    {
        List<byte[]> files = [.. Syntaxes().Select(Made), Compressed(), LosslessJpeg(4, 3, 0), LosslessJpeg(7, 0, 2), Bare()];
        if (folder is not null && Directory.Exists(folder)) files.AddRange(Real(folder));
        return files;
    }

    private static DicomTransferSyntax[] Syntaxes() =>
    [
        DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRLittleEndian,
        DicomTransferSyntax.ExplicitVRBigEndian, DicomTransferSyntax.DeflatedExplicitVRLittleEndian,
    ];

    private static IEnumerable<byte[]> Real(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(path => new FileInfo(path).Length is > 132 and <= LargestFile && DicomFile.HasValidHeader(path)).Order(StringComparer.Ordinal)
        .Select(File.ReadAllBytes);

    private static byte[] Made(DicomTransferSyntax syntax)
    {
        var dataset = Sample(syntax);
        dataset.Add(new DicomOtherWord(DicomTag.PixelData, [.. Enumerable.Range(0, 64).Select(i => (ushort)(i * 37))]));
        return Bytes(dataset);
    }

    private static byte[] Compressed()
    {
        CodecRegistration.Register();
        var dataset = Sample(DicomTransferSyntax.ExplicitVRLittleEndian);
        dataset.Add(DicomTag.NumberOfFrames, "2");
        dataset.Add(new DicomOtherWord(DicomTag.PixelData, new ushort[128]));
        return Bytes(new DicomTranscoder(DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.RLELossless).Transcode(dataset));
    }

    private static byte[] LosslessJpeg(int predictor, int linesPerRestart, int pointTransform)
    {
        ushort[] samples = [.. Enumerable.Range(0, 64).Select(i => (ushort)(i * i % 4096))];
        var writer = new LosslessJpegWriter(8, 8, 12) { Predictor = predictor, LinesPerRestart = linesPerRestart, PointTransform = pointTransform };
        var dataset = Sample(DicomTransferSyntax.JPEGProcess14);
        dataset.Add(new DicomOtherByteFragment(DicomTag.PixelData) { Fragments = { EvenLengthBuffer.Create(new MemoryByteBuffer(writer.Write(samples))) } });
        return Bytes(dataset);
    }

    private static byte[] Bare() => Made(DicomTransferSyntax.ImplicitVRLittleEndian)[300..];

    private static DicomDataset Sample(DicomTransferSyntax syntax) => new(syntax)
    {
        { DicomTag.SpecificCharacterSet, "", "ISO 2022 IR 87" },
        { DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage },
        { DicomTag.SOPInstanceUID, "1.2.3.4" },
        { DicomTag.PatientName, "Yamada^Tarou=山田^太郎" },
        { DicomTag.ImageType, "DERIVED", "PRIMARY" },
        { DicomTag.StudyDate, "20260301" },
        { DicomTag.WindowCenter, 40.5m, 50m },
        { DicomTag.DimensionIndexPointer, DicomTag.ReferencedSegmentNumber },
        { DicomTag.SamplesPerPixel, (ushort)1 },
        { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
        { DicomTag.Rows, (ushort)8 },
        { DicomTag.Columns, (ushort)8 },
        { DicomTag.BitsAllocated, (ushort)16 },
        { DicomTag.BitsStored, (ushort)12 },
        { DicomTag.HighBit, (ushort)11 },
        { DicomTag.PixelRepresentation, (ushort)0 },
        { DicomVR.LO, new DicomTag(0x0029, 0x0001, "FUZZ"), "private" },
        new DicomSequence(DicomTag.ReferencedSeriesSequence, new DicomDataset
        {
            { DicomTag.SeriesDescription, "nested" },
            new DicomSequence(DicomTag.ReferencedInstanceSequence, new DicomDataset { { DicomTag.ReferencedSOPInstanceUID, "1.2.3" } }, new DicomDataset()),
        }),
    };

    private static byte[] Bytes(DicomDataset dataset)
    {
        using var stream = new MemoryStream();
        new DicomFile(dataset).Save(stream);
        return stream.ToArray();
    }
}
