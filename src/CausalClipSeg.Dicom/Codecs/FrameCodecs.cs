using FellowOakDicom;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>Every compression that is read here, and from it the transfer syntaxes that a storage SCP can accept.</summary>
public static class FrameCodecs
{
    public static IReadOnlyList<FrameCodec> All { get; } =
    [
        new RleCodec(),
        new JpegCodec(DicomTransferSyntax.JPEGProcess1),
        new JpegCodec(DicomTransferSyntax.JPEGProcess2_4),
        new JpegCodec(DicomTransferSyntax.JPEGProcess14),
        new JpegCodec(DicomTransferSyntax.JPEGProcess14SV1),
        new JpegLsCodec(DicomTransferSyntax.JPEGLSLossless),
        new JpegLsCodec(DicomTransferSyntax.JPEGLSNearLossless),
        new Jpeg2000Codec(DicomTransferSyntax.JPEG2000Lossless),
        new Jpeg2000Codec(DicomTransferSyntax.JPEG2000Lossy),
    ];

    /// <summary>In the order of preference in which an association accepts them: lossless before lossy, as they come before recompressed.</summary>
    public static IReadOnlyList<DicomTransferSyntax> ReadableTransferSyntaxes { get; } =
    [
        DicomTransferSyntax.ExplicitVRLittleEndian,
        DicomTransferSyntax.ImplicitVRLittleEndian,
        DicomTransferSyntax.DeflatedExplicitVRLittleEndian,
        DicomTransferSyntax.ExplicitVRBigEndian,
        .. All.Select(codec => codec.TransferSyntax),
    ];

    public static FrameCodec? For(DicomTransferSyntax transferSyntax) => All.FirstOrDefault(codec => codec.TransferSyntax == transferSyntax);
}
