using System.IO.Compression;
using FellowOakDicom.IO.Writer;

namespace FellowOakDicom.IO;

/// <summary>A data set from bytes and back, without a file around it: what associations exchange.</summary>
internal static class DatasetCodec
{
    internal static DicomDataset Read(Stream stream, DicomTransferSyntax syntax) => Read(stream, syntax, ReadSettings.All);

    internal static DicomDataset Read(Stream stream, DicomTransferSyntax syntax, ReadSettings settings)
    {
        var dataset = new DicomDataset(syntax);
        if (syntax.IsDeflate)
        {
            using var inflated = new InflatingStream(stream);
            new DatasetReader(new ByteSource(inflated, 0, null), syntax, settings).ReadInto(dataset);
            return dataset;
        }

        new DatasetReader(new ByteSource(stream, 0, null), syntax, settings).ReadInto(dataset);
        return dataset;
    }

    internal static void Write(Stream stream, DicomDataset dataset, DicomTransferSyntax syntax) =>
        Write(stream, dataset, syntax, DicomWriteOptions.Default);

    internal static void Write(Stream stream, DicomDataset dataset, DicomTransferSyntax syntax, DicomWriteOptions options)
    {
        if (!syntax.IsDeflate)
        {
            new DatasetWriter(stream, syntax, options).Write(dataset);
            return;
        }

        var counting = new CountingStream(stream);
        using (var deflating = new DeflateStream(counting, CompressionLevel.Optimal, leaveOpen: true))
            new DatasetWriter(deflating, syntax, options).Write(dataset);
        if ((counting.Count & 1) == 1) stream.WriteByte(0);
    }
}
