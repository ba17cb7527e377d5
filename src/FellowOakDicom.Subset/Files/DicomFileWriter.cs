using FellowOakDicom.IO;
using FellowOakDicom.IO.Buffer;
using FellowOakDicom.IO.Writer;

namespace FellowOakDicom;

/// <summary>Writes files (PS3.10 section 7).</summary>
internal static class DicomFileWriter
{
    internal static void Save(DicomFile file, string fileName, DicomWriteOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        if (!HoldsBytesOf(file.Dataset, Path.GetFullPath(fileName)))
        {
            using var target = Create(fileName);
            Write(file, target, options);
        }
        else
        {
            // Its own large values still lie in the file that is about to be replaced.
            using var copy = new MemoryStream();
            Write(file, copy, options);
            using var target = Create(fileName);
            copy.WriteTo(target);
        }

        file.File ??= new FileReference(fileName);
    }

    internal static void Write(DicomFile file, Stream stream, DicomWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var meta = file.FileMetaInfo;
        if (file.Format == DicomFileFormat.DICOM3NoFileMetaInfo) meta.Complete(file.Dataset);
        meta.Complete();
        var syntax = meta.TransferSyntax;
        CheckPixels(file, syntax);
        stream.Write(new byte[128]);
        stream.Write("DICM"u8);
        meta.AddOrUpdate(DicomTag.FileMetaInformationGroupLength, 0u);
        DatasetCodec.Write(stream, meta, DicomTransferSyntax.ExplicitVRLittleEndian, DicomWriteOptions.Default);
        // A deflated data set of nothing is not nothing: whoever appends the object's bytes afterwards (C-STORE) needs the bare header.
        if (file.Dataset.Items.Count > 0) DatasetCodec.Write(stream, file.Dataset, syntax, options);
    }

    private static FileStream Create(string fileName) => new(fileName, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);

    private static void CheckPixels(DicomFile file, DicomTransferSyntax syntax)
    {
        if (file.Dataset.GetDicomItem<DicomItem>(DicomTag.PixelData) is not { } pixels) return;
        var isCompressed = pixels is DicomFragmentSequence;
        if (isCompressed == syntax.IsEncapsulated) return;
        throw new DicomFileException(file, $"The pixel data are {(isCompressed ? "compressed" : "native")}, but the file is to be written as {syntax}; "
            + "transcode the file (DicomTranscoder) instead of changing its transfer syntax.");
    }

    private static bool HoldsBytesOf(DicomDataset dataset, string path) => dataset.Items.Any(item => item switch
    {
        DicomSequence sequence => sequence.Items.Any(child => HoldsBytesOf(child, path)),
        DicomFragmentSequence fragments => fragments.Fragments.Any(f => LiesIn(f, path)),
        DicomStringElement => false,
        DicomElement element => LiesIn(element.Buffer, path),
        _ => false,
    });

    private static bool LiesIn(IByteBuffer buffer, string path) => buffer switch
    {
        FileByteBuffer file => Path.GetFullPath(file.File.Name) == path,
        CompositeByteBuffer composite => composite.Buffers.Any(b => LiesIn(b, path)),
        RangeByteBuffer range => LiesIn(range.Internal, path),
        SwapByteBuffer swap => LiesIn(swap.Internal, path),
        EvenLengthBuffer even => LiesIn(even.Buffer, path),
        StreamByteBuffer { Stream: FileStream stream } => Path.GetFullPath(stream.Name) == path,
        _ => false,
    };
}
