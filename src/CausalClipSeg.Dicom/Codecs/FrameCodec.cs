using CausalClipSeg.Dicom.Images;
using FellowOakDicom;
using FellowOakDicom.Imaging;
using FellowOakDicom.Imaging.Codec;
using FellowOakDicom.IO.Buffer;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>
/// A compression read frame by frame (PS3.5 section 8.2): as a codec of fo-dicom it serves its transcoder, and by <see cref="DecodeFrame"/>
/// it answers with a reason instead of an exception. Decoded samples are little endian, colour by pixel.
/// </summary>
public abstract class FrameCodec(DicomTransferSyntax transferSyntax) : IDicomCodec
{
    public string Name => TransferSyntax.UID.Name;

    public DicomTransferSyntax TransferSyntax { get; } = transferSyntax;

    public DicomCodecParams? GetDefaultParameters() => null;

    public virtual void Encode(DicomPixelData oldPixelData, DicomPixelData newPixelData, DicomCodecParams? parameters) =>
        throw new DicomCodecException($"{Name} ({TransferSyntax.UID.UID}) is read here but not written; write RLE Lossless or an uncompressed transfer syntax.");

    public void Decode(DicomPixelData oldPixelData, DicomPixelData newPixelData, DicomCodecParams? parameters)
    {
        var layout = oldPixelData.Layout();
        newPixelData.PlanarConfiguration = PlanarConfiguration.Interleaved;
        if (PhotometricInterpretation.Parse(Photometric(layout)) is { } photometric) newPixelData.PhotometricInterpretation = photometric;
        for (var frame = 0; frame < oldPixelData.NumberOfFrames; frame++)
        {
            if (!DecodeFrame(oldPixelData.GetFrame(frame).Data, layout).TryGet(out var samples, out var refusal))
                throw new DicomCodecException(refusal.Reason);
            newPixelData.AddFrame(new MemoryByteBuffer(samples));
        }
    }

    /// <summary>What the colour channels are after decoding: the data set names what they were in the compressed stream.</summary>
    public virtual string Photometric(PixelLayout layout) => layout.PhotometricInterpretation switch
    {
        "YBR_FULL_422" => "YBR_FULL",
        var other => other,
    };

    public abstract ImageResult<byte[]> DecodeFrame(ReadOnlyMemory<byte> encoded, PixelLayout layout);

    /// <summary>The refusal of a stream that claims a frame which no stream of its length can hold: nothing is allocated for it.</summary>
    /// <param name="expansion">Bytes of a frame that a byte of this compression can stand for.</param>
    /// <returns>Null where the frame can be there.</returns>
    protected ImageRefusal? TooLarge(int encodedLength, int expansion, PixelLayout layout) =>
        (long)encodedLength * expansion < layout.FrameBytes ? Damaged($"{encodedLength} bytes cannot hold {layout.FrameBytes}") : null;

    /// <summary>The refusal of a stream that breaks its own rules.</summary>
    protected ImageRefusal Damaged(string what) => new(
        ImageRefusalKind.Damaged, $"The {Name} frame cannot be decoded: {what}; send the image again from its source.");

    /// <summary>The refusal of a stream whose geometry is not the one that the data set announces.</summary>
    protected ImageRefusal Mismatch(long rows, long columns, int samples, PixelLayout layout) => Damaged(
        $"the stream holds {rows} x {columns} pixels of {samples} samples where the data set says {layout.Rows} x {layout.Columns} of {layout.SamplesPerPixel}");
}
