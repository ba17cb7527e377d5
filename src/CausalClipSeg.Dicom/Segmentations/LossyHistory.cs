using System.Globalization;
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
        if (Ratios(source) is { Length: > 0 } ratios)
            target.Add(DicomTag.LossyImageCompressionRatio, ratios);
        else if (syntax.IsLossy)
            target.Add(DicomTag.LossyImageCompressionRatio, Number(Ratio(source)));
        if (Methods(source) is { Length: > 0 } methods)
            target.Add(DicomTag.LossyImageCompressionMethod, methods);
        else if (Method(syntax) is { } method)
            target.Add(DicomTag.LossyImageCompressionMethod, method);
    }

    // Many write more digits than a decimal string has; a history with a number that is none is left out as a whole, since its values belong to methods by place.
    private static string[] Ratios(DicomDataset source) =>
        source.TryGetValues<string>(DicomTag.LossyImageCompressionRatio, out var texts)
        && Array.ConvertAll(texts, text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is > 0 and < 1e9 ? Number(ratio) : "") is var ratios
        && !ratios.Contains("")
            ? ratios
            : [];

    private static string[] Methods(DicomDataset source) =>
        source.TryGetValues<string>(DicomTag.LossyImageCompressionMethod, out var methods) ? Array.ConvertAll(methods, Text.CodeString) : [];

    private static string Number(double ratio) => ratio.ToString("0.######", CultureInfo.InvariantCulture);

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
