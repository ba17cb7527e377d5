using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>
/// From stored values to what a reading station shows (PS3.4 annex N.2): modality transformation, values of interest, polarity.
/// The network sees exactly this picture, whatever the modality's vendor made of bits, windows and signs.
/// </summary>
public static class DisplayImageReader
{
    public static ImageResult<DisplayImage> Read(DicomDataset dataset)
    {
        if (!PixelDecoder.Open(dataset).TryGet(out var decoder, out var refusal)) return refusal;
        var layout = decoder.Layout;
        if (layout.Frames > 1)
            return Unsupported($"it holds {layout.Frames} frames; send single-frame images");
        if (layout.BitsAllocated > 16) return Unsupported($"Bits Allocated (0028,0100) is {layout.BitsAllocated}; send 8 or 16 bits");
        if (!decoder.Frame(0).TryGet(out var samples, out refusal)) return refusal;
        return decoder.DecodedPhotometricInterpretation switch
        {
            "MONOCHROME1" or "MONOCHROME2" => new DisplayImage(layout.Rows, layout.Columns, Greyscale.Render(dataset, layout, samples)),
            "PALETTE COLOR" when PaletteLuminance.Read(dataset, layout) is { } palette =>
                new DisplayImage(layout.Rows, layout.Columns, palette.Render(samples)),
            "PALETTE COLOR" => Unsupported("its palette (0028,1101) to (0028,1203) is absent or segmented"),
            "RGB" when layout.SamplesPerPixel == 3 => Luminance(layout, samples, 0.299f, 0.587f, 0.114f),
            "YBR_FULL" or "YBR_PARTIAL" when layout.SamplesPerPixel == 3 => Luminance(layout, samples, 1, 0, 0),
            var photometric => Unsupported($"its Photometric Interpretation (0028,0004) is {photometric}"),
        };
    }

    private static DisplayImage Luminance(PixelLayout layout, byte[] samples, float first, float second, float third)
    {
        var values = new StoredValues(layout with { HighBit = layout.BitsStored - 1, IsSigned = false }, samples);
        var scale = 1f / ((1 << layout.BitsStored) - 1);
        var pixels = new float[layout.PixelsPerFrame];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = scale * (first * values[3 * i] + second * values[3 * i + 1] + third * values[3 * i + 2]);
        return new DisplayImage(layout.Rows, layout.Columns, pixels);
    }

    private static ImageRefusal Unsupported(string what) =>
        new(ImageRefusalKind.Unsupported, $"The image cannot be shown as a radiograph: {what}.");
}
