using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom.Imaging.Codec;

/// <summary>Changes the syntax of whole images.</summary>
public interface IDicomTranscoder
{
    DicomTransferSyntax InputSyntax { get; }

    DicomTransferSyntax OutputSyntax { get; }

    DicomFile Transcode(DicomFile file);

    DicomDataset Transcode(DicomDataset dataset);

    IByteBuffer DecodeFrame(DicomDataset dataset, int frame);

    DicomPixelData DecodePixelData(DicomDataset dataset, int frame);
}

/// <summary>Changes the syntax of images by the codecs of the registered transcoder manager (PS3.5 section 8.2).</summary>
public sealed class DicomTranscoder(DicomTransferSyntax inputSyntax, DicomTransferSyntax outputSyntax,
    DicomCodecParams? inputCodecParams = null, DicomCodecParams? outputCodecParams = null) : IDicomTranscoder
{
    public DicomTransferSyntax InputSyntax { get; } = inputSyntax;

    public DicomTransferSyntax OutputSyntax { get; } = outputSyntax;

    public DicomCodecParams? InputCodecParams { get; } = inputCodecParams;

    public DicomCodecParams? OutputCodecParams { get; } = outputCodecParams;

    private static ITranscoderManager Manager => Setup.Service<ITranscoderManager>();

    /// <summary>A new file; Media Storage SOP Instance UID follows the data set, which keeps its own.</summary>
    public DicomFile Transcode(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var meta = file.FileMetaInfo.Copy();
        meta.TransferSyntax = OutputSyntax;
        return new DicomFile(meta, Transcode(file.Dataset), DicomFileFormat.DICOM3);
    }

    public DicomDataset Transcode(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!dataset.Contains(DicomTag.PixelData)) return Relabelled(dataset, OutputSyntax);
        if (!InputSyntax.IsEncapsulated && !OutputSyntax.IsEncapsulated) return Relabelled(dataset, OutputSyntax);
        if (InputSyntax == OutputSyntax && OutputCodecParams is null) return dataset.Clone();
        var native = InputSyntax.IsEncapsulated ? Decode(dataset) : dataset;
        return OutputSyntax.IsEncapsulated ? Encode(native).Validated() : Relabelled(native, OutputSyntax);
    }

    public IByteBuffer DecodeFrame(DicomDataset dataset, int frame) => DecodePixelData(dataset, frame).GetFrame(0);

    /// <summary>One frame, native, with the elements that describe it as the codec leaves them.</summary>
    public DicomPixelData DecodePixelData(DicomDataset dataset, int frame)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var source = DicomPixelData.Create(dataset);
        var one = Without(dataset, DicomTag.PixelData, DicomTag.ExtendedOffsetTable, DicomTag.ExtendedOffsetTableLengths);
        one.InternalTransferSyntax = InputSyntax;
        DicomPixelData.Create(one, newPixelData: true).AddFrame(source.GetFrame(frame));
        return DicomPixelData.Create(InputSyntax.IsEncapsulated ? Decode(one) : one);
    }

    private static DicomDataset Without(DicomDataset dataset, params DicomTag[] tags)
    {
        var copy = dataset.Clone().NotValidated();
        copy.Remove(tags);
        return copy;
    }

    private static DicomDataset Relabelled(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        var copy = dataset.Clone();
        copy.InternalTransferSyntax = syntax;
        return copy;
    }

    private DicomDataset Decode(DicomDataset dataset)
    {
        var output = Without(dataset, DicomTag.PixelData, DicomTag.ExtendedOffsetTable, DicomTag.ExtendedOffsetTableLengths);
        output.InternalTransferSyntax = OutputSyntax.IsEncapsulated ? DicomTransferSyntax.ExplicitVRLittleEndian : OutputSyntax;
        var codec = Manager.GetCodec(InputSyntax);
        codec.Decode(DicomPixelData.Create(dataset), DicomPixelData.Create(output, newPixelData: true),
            InputCodecParams ?? codec.GetDefaultParameters());
        KeepFrameCount(dataset, output);
        return output;
    }

    private DicomDataset Encode(DicomDataset dataset)
    {
        var output = Without(dataset, DicomTag.PixelData);
        output.InternalTransferSyntax = OutputSyntax;
        var codec = Manager.GetCodec(OutputSyntax);
        var before = DicomPixelData.Create(dataset);
        codec.Encode(before, DicomPixelData.Create(output, newPixelData: true), OutputCodecParams ?? codec.GetDefaultParameters());
        KeepFrameCount(dataset, output);
        if (OutputSyntax.IsLossy) NoteLoss(before, output);
        return output;
    }

    /// <summary>An image that never said how many frames it has, has one and goes on not saying it.</summary>
    private static void KeepFrameCount(DicomDataset before, DicomDataset after)
    {
        if (!before.Contains(DicomTag.NumberOfFrames)) after.Remove(DicomTag.NumberOfFrames);
    }

    /// <summary>Lossy compression must be declared, once for each time (PS3.3 section C.7.6.1.1.5).</summary>
    private void NoteLoss(DicomPixelData before, DicomDataset after)
    {
        var size = (after.GetDicomItem<DicomFragmentSequence>(DicomTag.PixelData)?.Fragments.Sum(f => f.Size)) ?? 0;
        var ratio = (double)before.UncompressedFrameSize * before.NumberOfFrames / Math.Max(1, size);
        after.TryGetValues<string>(DicomTag.LossyImageCompressionMethod, out var methods);
        after.TryGetValues<string>(DicomTag.LossyImageCompressionRatio, out var ratios);
        after.AddOrUpdate(DicomTag.LossyImageCompression, "01");
        after.AddOrUpdate(DicomTag.LossyImageCompressionMethod, [.. methods ?? [], OutputSyntax.LossyCompressionMethod ?? ""]);
        after.AddOrUpdate(DicomTag.LossyImageCompressionRatio, [.. ratios ?? [], TextConversion.Decimal(Math.Round(ratio, 3))]);
    }
}

/// <summary>Transcoding as an extension of data sets and files, as fo-dicom has it.</summary>
public static class DicomCodecExtensions
{
    public static DicomFile Clone(this DicomFile original, DicomTransferSyntax syntax, DicomCodecParams? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(original);
        return new DicomTranscoder(original.Dataset.InternalTransferSyntax, syntax, null, parameters).Transcode(original);
    }

    public static DicomDataset Clone(this DicomDataset original, DicomTransferSyntax syntax, DicomCodecParams? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(original);
        return new DicomTranscoder(original.InternalTransferSyntax, syntax, null, parameters).Transcode(original);
    }
}
