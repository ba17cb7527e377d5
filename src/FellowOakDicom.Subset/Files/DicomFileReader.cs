using System.Buffers.Binary;
using FellowOakDicom.IO;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>Opens files (PS3.10 section 7), with or without preamble and meta information.</summary>
internal static class DicomFileReader
{
    private const int PreambleLength = 128;

    internal static DicomFile Open(FileReference reference, ReadSettings settings)
    {
        try
        {
            using var stream = new FileStream(reference.Name, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var file = Open(stream, (position, length) => new FileByteBuffer(reference, position, length), settings, reference.Name);
            file.File = reference;
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DicomFileException(null, e.Message, e);
        }
    }

    internal static DicomFile Open(Stream stream, ReadSettings settings)
    {
        try
        {
            return Open(stream, (position, length) => new StreamByteBuffer(stream, position, length), settings, "The stream");
        }
        catch (IOException e)
        {
            throw new DicomFileException(null, e.Message, e);
        }
    }

    private static DicomFile Open(Stream stream, Func<long, long, IByteBuffer> defer, ReadSettings settings, string name)
    {
        var source = new ByteSource(stream, stream.CanSeek ? stream.Position : 0, defer);
        var meta = new DicomFileMetaInformation();
        var file = new DicomFile(meta, new DicomDataset(), FindStart(source));
        try
        {
            if (file.Format is DicomFileFormat.DICOM3 or DicomFileFormat.DICOM3NoPreamble)
                new DatasetReader(source, DicomTransferSyntax.ExplicitVRLittleEndian, settings with { Stop = null, Option = FileReadOption.ReadAll })
                    .ReadInto(meta, lastGroup: 2);
            var syntax = meta.TryGetSingleValue<DicomTransferSyntax>(DicomTag.TransferSyntaxUID, out var declared)
                ? declared
                : GuessSyntax(source.Peek(8), file.Format);
            ReadDataset(source, syntax, settings, file);
            return file;
        }
        catch (Exception e) when (e is DicomIoException or DicomDataException)
        {
            throw new DicomFileException(file, $"{name} cannot be read as DICOM: {e.Message}", e);
        }
    }

    private static void ReadDataset(ByteSource source, DicomTransferSyntax syntax, ReadSettings settings, DicomFile file)
    {
        if (syntax.IsDeflate)
        {
            using var inflated = new InflatingStream(new SourceStream(source));
            Read(new ByteSource(inflated, 0, null));
            return;
        }

        Read(source);

        void Read(ByteSource from)
        {
            var reader = new DatasetReader(from, syntax, settings);
            reader.TrustFirstElement();
            reader.ReadInto(file.Dataset);
            file.IsPartial = reader.Stopped;
        }
    }

    /// <summary>Goes to where the meta information or, without one, the data set begins.</summary>
    private static DicomFileFormat FindStart(ByteSource source)
    {
        var start = source.Peek(PreambleLength + 4);
        if (!start.IsEmpty && start[PreambleLength..].SequenceEqual("DICM"u8))
        {
            source.Take(PreambleLength + 4);
            return DicomFileFormat.DICOM3;
        }

        start = source.Peek(8);
        if (!start.IsEmpty && start[..4].SequenceEqual("DICM"u8))
        {
            source.Take(4);
            return DicomFileFormat.DICOM3NoPreamble;
        }

        return !start.IsEmpty && BinaryPrimitives.ReadUInt16LittleEndian(start) == 2
            ? DicomFileFormat.DICOM3NoPreamble
            : DicomFileFormat.DICOM3NoFileMetaInfo;
    }

    /// <summary>What a bare data set is written in; its first group is a low one in the right byte order.</summary>
    private static DicomTransferSyntax GuessSyntax(ReadOnlySpan<byte> start, DicomFileFormat format)
    {
        if (start.IsEmpty && format == DicomFileFormat.DICOM3) return DicomTransferSyntax.ExplicitVRLittleEndian;
        if (!start.IsEmpty)
        {
            var little = BinaryPrimitives.ReadUInt16LittleEndian(start);
            var big = BinaryPrimitives.ReadUInt16BigEndian(start);
            var isExplicit = DicomVR.FromBytes(start[4], start[5]) is not null;
            if (isExplicit && big < little && big is > 0 and <= 0x20) return DicomTransferSyntax.ExplicitVRBigEndian;
            if (isExplicit && little <= 0x7FE0) return DicomTransferSyntax.ExplicitVRLittleEndian;
            if (format != DicomFileFormat.DICOM3NoFileMetaInfo) return DicomTransferSyntax.ImplicitVRLittleEndian;
            if (little is > 0 and <= 0x20 && DatasetReader.LooksExplicit(start) == false) return DicomTransferSyntax.ImplicitVRLittleEndian;
        }

        throw new DicomIoException("It has neither the letters DICM at byte 128 nor a data set at its start.");
    }
}
