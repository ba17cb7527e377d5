using System.Globalization;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Turns a displayed picture into stored values such that rescale, window and polarity lead back to it (PS3.3 C.7.6.3, C.11.1, C.11.2).</summary>
internal static class StoredPixels
{
    public static void AddTo(DicomDataset dataset, int rows, int columns, float[] pixels, SyntheticDicomVariant variant)
    {
        var bitsAllocated = variant.BitsStored <= 8 ? 8 : 16;
        var (low, high) = Range(variant);
        dataset.AddOrUpdate(DicomTag.SamplesPerPixel, (ushort)1);
        dataset.AddOrUpdate(DicomTag.PhotometricInterpretation, variant.Monochrome1 ? "MONOCHROME1" : "MONOCHROME2");
        dataset.AddOrUpdate(DicomTag.Rows, (ushort)rows);
        dataset.AddOrUpdate(DicomTag.Columns, (ushort)columns);
        dataset.AddOrUpdate(DicomTag.BitsAllocated, (ushort)bitsAllocated);
        dataset.AddOrUpdate(DicomTag.BitsStored, (ushort)variant.BitsStored);
        dataset.AddOrUpdate(DicomTag.HighBit, (ushort)(variant.BitsStored - 1));
        dataset.AddOrUpdate(DicomTag.PixelRepresentation, (ushort)0);
        AddLookups(dataset, low, high, variant);
        if (bitsAllocated == 8) dataset.AddOrUpdate(new DicomOtherByte(DicomTag.PixelData, Bytes(pixels, low, high, variant.Monochrome1)));
        else dataset.AddOrUpdate(new DicomOtherWord(DicomTag.PixelData, Words(pixels, low, high, variant.Monochrome1)));
    }

    private static void AddLookups(DicomDataset dataset, int low, int high, SyntheticDicomVariant variant)
    {
        var presentation = variant.Kind == RadiographKind.DX;
        if (presentation || variant.RescaleSlope != 1 || variant.RescaleIntercept != 0)
        {
            dataset.AddOrUpdate(DicomTag.RescaleIntercept, Decimal(variant.RescaleIntercept));
            dataset.AddOrUpdate(DicomTag.RescaleSlope, Decimal(variant.RescaleSlope));
            dataset.AddOrUpdate(DicomTag.RescaleType, "US");
        }

        if (variant.Window || presentation)
        {
            double first = low * variant.RescaleSlope + variant.RescaleIntercept, last = high * variant.RescaleSlope + variant.RescaleIntercept;
            dataset.AddOrUpdate(DicomTag.WindowCenter, Decimal((first + last) / 2 + 0.5));
            dataset.AddOrUpdate(DicomTag.WindowWidth, Decimal(last - first + 1));
        }

        if (presentation || variant.PresentationLutShape) dataset.AddOrUpdate(DicomTag.PresentationLUTShape, variant.Monochrome1 ? "INVERSE" : "IDENTITY");
    }

    private static (int Low, int High) Range(SyntheticDicomVariant variant)
    {
        var top = (1 << variant.BitsStored) - 1;
        return variant.Window ? (top / 8, top - top / 6) : (0, top);
    }

    private static byte[] Bytes(float[] pixels, int low, int high, bool inverted)
    {
        var bytes = new byte[pixels.Length + (pixels.Length & 1)];
        for (var i = 0; i < pixels.Length; i++) bytes[i] = (byte)Value(pixels[i], low, high, inverted);
        return bytes;
    }

    private static ushort[] Words(float[] pixels, int low, int high, bool inverted) =>
        Array.ConvertAll(pixels, pixel => (ushort)Value(pixel, low, high, inverted));

    private static int Value(float pixel, int low, int high, bool inverted) =>
        low + (int)((inverted ? 1f - pixel : pixel) * (high - low) + 0.5f);

    private static string Decimal(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
