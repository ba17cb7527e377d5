using System.Text;
using FellowOakDicom.IO;
using FellowOakDicom.IO.Reader;
using FellowOakDicom.IO.Writer;
using FellowOakDicom.Text;

namespace FellowOakDicom;

/// <summary>A DICOM file (PS3.10): preamble, file meta information, and one data set.</summary>
public sealed class DicomFile
{
    public DicomFile()
        : this(new DicomFileMetaInformation(), new DicomDataset(), DicomFileFormat.DICOM3)
    {
    }

    public DicomFile(DicomDataset dataset)
        : this(new DicomFileMetaInformation(dataset), dataset, DicomFileFormat.DICOM3)
    {
    }

    internal DicomFile(DicomFileMetaInformation meta, DicomDataset dataset, DicomFileFormat format)
    {
        FileMetaInfo = meta;
        Dataset = dataset;
        Format = format;
    }

    public IFileReference? File { get; internal set; }

    public DicomFileFormat Format { get; internal set; }

    public DicomFileMetaInformation FileMetaInfo { get; }

    public DicomDataset Dataset { get; }

    /// <summary>Whether the caller's condition ended the reading before the end.</summary>
    public bool IsPartial { get; internal set; }

    public static DicomFile Open(string fileName, FileReadOption readOption = FileReadOption.Default) =>
        Open(fileName, DicomEncoding.Default, readOption: readOption);

    public static DicomFile Open(string fileName, Encoding fallbackEncoding, Func<ParseState, bool>? stop = null,
        FileReadOption readOption = FileReadOption.Default, int largeObjectSize = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        var settings = Settings(fallbackEncoding, stop, readOption, largeObjectSize) with
        {
            Option = readOption == FileReadOption.Default ? FileReadOption.ReadLargeOnDemand : readOption,
        };
        return DicomFileReader.Open(new FileReference(fileName), settings);
    }

    public static DicomFile Open(Stream stream, FileReadOption readOption = FileReadOption.Default) =>
        Open(stream, DicomEncoding.Default, readOption: readOption);

    public static DicomFile Open(Stream stream, Encoding fallbackEncoding, Func<ParseState, bool>? stop = null,
        FileReadOption readOption = FileReadOption.Default, int largeObjectSize = 0)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var settings = Settings(fallbackEncoding, stop, readOption, largeObjectSize) with
        {
            Option = readOption == FileReadOption.Default ? FileReadOption.ReadAll : readOption,
        };
        return DicomFileReader.Open(stream, settings);
    }

    public static Task<DicomFile> OpenAsync(string fileName, FileReadOption readOption = FileReadOption.Default) =>
        Task.Run(() => Open(fileName, readOption));

    public static Task<DicomFile> OpenAsync(Stream stream, FileReadOption readOption = FileReadOption.Default) =>
        Task.Run(() => Open(stream, readOption));

    /// <summary>Whether a file has the preamble and the letters DICM.</summary>
    public static bool HasValidHeader(string path)
    {
        using var handle = System.IO.File.OpenHandle(path);
        Span<byte> letters = stackalloc byte[4];
        return RandomAccess.Read(handle, letters, 128) == 4 && letters.SequenceEqual("DICM"u8);
    }

    public void Save(string fileName, DicomWriteOptions? options = null) => DicomFileWriter.Save(this, fileName, options ?? DicomWriteOptions.Default);

    public void Save(Stream stream, DicomWriteOptions? options = null) => DicomFileWriter.Write(this, stream, options ?? DicomWriteOptions.Default);

    public Task SaveAsync(string fileName, DicomWriteOptions? options = null) => Task.Run(() => Save(fileName, options));

    public Task SaveAsync(Stream stream, DicomWriteOptions? options = null) => Task.Run(() => Save(stream, options));

    /// <summary>A copy whose data set is checked where this one's is, and whose meta information takes any value.</summary>
    public DicomFile Clone()
    {
        var dataset = Dataset.Clone();
        dataset.ValidateItems = Dataset.ValidateItems;
        return new DicomFile(FileMetaInfo.Copy(), dataset, Format) { File = File, IsPartial = IsPartial };
    }

    public override string ToString() => $"DICOM File [{Format}]";

    private static ReadSettings Settings(Encoding fallback, Func<ParseState, bool>? stop, FileReadOption option, int largeObjectSize)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return new ReadSettings
        {
            Fallback = fallback == DicomEncoding.Default ? DicomCharacterSet.Default : DicomCharacterSet.Of(fallback),
            Stop = stop,
            Option = option,
            LargeObjectSize = largeObjectSize > 0 ? largeObjectSize : ReadSettings.DefaultLargeObjectSize,
        };
    }
}
