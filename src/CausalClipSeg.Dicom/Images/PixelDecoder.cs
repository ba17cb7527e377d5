using CausalClipSeg.Dicom.Codecs;
using FellowOakDicom;
using FellowOakDicom.Imaging;

namespace CausalClipSeg.Dicom.Images;

/// <summary>
/// Gives the stored values of an image frame by frame, whatever its compression: little endian, colour by pixel, single bits as bytes,
/// without colour conversion (PS3.5 section 8). Only the frame asked for is held in memory.
/// </summary>
public sealed class PixelDecoder
{
    private readonly DicomDataset _dataset;
    private readonly FrameCodec? _codec;

    private PixelDecoder(DicomDataset dataset, PixelLayout layout, FrameCodec? codec)
    {
        _dataset = dataset;
        _codec = codec;
        Layout = layout;
    }

    public PixelLayout Layout { get; }

    /// <summary>What the channels of the decoded frames are; differs from the data set's where the codec undoes its colour transform.</summary>
    public string DecodedPhotometricInterpretation => _codec?.Photometric(Layout) ?? Layout.PhotometricInterpretation switch
    {
        "YBR_FULL_422" => "YBR_FULL",
        "YBR_PARTIAL_422" => "YBR_PARTIAL",
        var other => other,
    };

    public static ImageResult<PixelDecoder> Open(DicomDataset dataset)
    {
        if (!PixelLayout.Read(dataset).TryGet(out var layout, out var refusal)) return refusal;
        var syntax = dataset.InternalTransferSyntax;
        var codec = FrameCodecs.For(syntax);
        if (syntax.IsEncapsulated && codec is null) return Unsupported(syntax);
        var isFragmented = dataset.GetDicomItem<DicomFragmentSequence>(DicomTag.PixelData) is not null;
        if (isFragmented != syntax.IsEncapsulated)
            return Damaged($"its Pixel Data is {(isFragmented ? "" : "not ")}encapsulated, against its transfer syntax {syntax.UID.Name} ({syntax.UID.UID})");
        return new PixelDecoder(dataset, layout, codec);
    }

    public ImageResult<byte[]> Frame(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Layout.Frames);
        return _codec is null ? NativeFrame.Read(_dataset, Layout, index) : Decode(_codec, index);
    }

    private ImageResult<byte[]> Decode(FrameCodec codec, int index)
    {
        try
        {
            return codec.DecodeFrame(DicomPixelData.Create(_dataset).GetFrame(index).Data, Layout);
        }
        catch (Exception broken) when (broken is DicomException or IOException or ArgumentException)
        {
            return Damaged($"frame {index + 1} of {Layout.Frames} is not there: {broken.Message.TrimEnd('.')}");
        }
    }

    private static ImageRefusal Unsupported(DicomTransferSyntax syntax) => new(
        ImageRefusalKind.Unsupported,
        $"The image is compressed as {syntax.UID.Name} ({syntax.UID.UID}), which is not read; "
        + "send it uncompressed or as RLE, JPEG, JPEG-LS or JPEG 2000.");

    private static ImageRefusal Damaged(string what) =>
        new(ImageRefusalKind.Damaged, $"The image is damaged: {what}; send it again from its source.");
}
