using FellowOakDicom;
using FellowOakDicom.Imaging;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>A picture drawn from one that was compressed with loss says so (PS3.3 C.7.6.1.1.5).</summary>
internal static class LossyHistory
{
    public static void Copy(DicomDataset source, DicomDataset target)
    {
        var syntax = source.InternalTransferSyntax;
        var isLossy = syntax.IsLossy || source.GetSingleValueOrDefault(DicomTag.LossyImageCompression, "00").Trim() == "01";
        target.Add(DicomTag.LossyImageCompression, isLossy ? "01" : "00");
        if (!isLossy) return;
        if (source.TryGetValues<string>(DicomTag.LossyImageCompressionRatio, out var ratios) && ratios.Length > 0)
            target.Add(DicomTag.LossyImageCompressionRatio, ratios);
        else if (syntax.IsLossy)
            target.Add(DicomTag.LossyImageCompressionRatio, Ratio(source).ToString("0.###"));
        if (source.TryGetValues<string>(DicomTag.LossyImageCompressionMethod, out var methods) && methods.Length > 0)
            target.Add(DicomTag.LossyImageCompressionMethod, methods);
        else if (Method(syntax) is { } method)
            target.Add(DicomTag.LossyImageCompressionMethod, method);
    }

    private static double Ratio(DicomDataset source)
    {
        if (!source.Contains(DicomTag.PixelData)) return 1;
        var pixels = DicomPixelData.Create(source);
        return Math.Max(1, (double)pixels.UncompressedFrameSize / Math.Max(1, pixels.GetFrame(0).Size));
    }

    private static string? Method(DicomTransferSyntax syntax) =>
        syntax == DicomTransferSyntax.JPEGProcess1 || syntax == DicomTransferSyntax.JPEGProcess2_4 ? "ISO_10918_1"
        : syntax == DicomTransferSyntax.JPEGLSNearLossless ? "ISO_14495_1"
        : syntax == DicomTransferSyntax.JPEG2000Lossy ? "ISO_15444_1"
        : null;
}
