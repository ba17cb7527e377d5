using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>Stored values that fill the surroundings of the picture (PS3.3 C.7.5.1.1.2): shown black, and no part of its range of values.</summary>
internal readonly record struct PixelPadding(int Low, int High)
{
    public static PixelPadding Read(DicomDataset dataset, PixelLayout layout)
    {
        if (Stored.Value(dataset, DicomTag.PixelPaddingValue, layout) is not { } padding) return new PixelPadding(1, 0);
        var limit = Stored.Value(dataset, DicomTag.PixelPaddingRangeLimit, layout) ?? padding;
        return new PixelPadding(Math.Min(padding, limit), Math.Max(padding, limit));
    }

    public bool Contains(int value) => value >= Low && value <= High;
}
