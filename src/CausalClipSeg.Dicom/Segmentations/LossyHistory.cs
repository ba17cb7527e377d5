using FellowOakDicom;
using FellowOakDicom.Imaging;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>A picture drawn from one that was compressed with loss says so (PS3.3 C.7.6.1.1.5).</summary>
internal static class LossyHistory
{
    /// <summary>One image that lost something is enough; its history is the one that is told.</summary>
    public static void Copy(IReadOnlyList<DicomDataset> sources, DicomDataset target)
    {
        var lossy = sources.FirstOrDefault(IsLossy);
        target.Add(DicomTag.LossyImageCompression, lossy is null ? "00" : "01");
        if (lossy is not null) CopyHistory(lossy, target);
    }

    private static bool IsLossy(DicomDataset source) =>
        source.InternalTransferSyntax.IsLossy || source.GetSingleValueOrDefault(DicomTag.LossyImageCompression, "00").Trim() == "01";

    private static void CopyHistory(DicomDataset source, DicomDataset target)
    {
        var syntax = source.InternalTransferSyntax;
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
