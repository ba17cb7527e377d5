using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>The greyscale pipeline (PS3.4 N.2.1) as one table from the bits in the frame to a brightness.</summary>
internal static class Greyscale
{
    public static float[] Render(DicomDataset dataset, PixelLayout layout, byte[] samples)
    {
        var values = new StoredValues(layout, samples);
        var counts = new int[layout.BytesPerSample == 1 ? 256 : 65536];
        for (var i = 0; i < layout.PixelsPerFrame; i++) counts[values.Raw(i)]++;
        var table = Table(dataset, layout, values, counts);
        var pixels = new float[layout.PixelsPerFrame];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = table[values.Raw(i)];
        return pixels;
    }

    private static float[] Table(DicomDataset dataset, PixelLayout layout, StoredValues values, int[] counts)
    {
        var padding = PixelPadding.Read(dataset, layout);
        var modality = ModalityTransform.Read(dataset, layout);
        var interest = ValuesOfInterest.Read(dataset, layout, modality)
            ?? ValuesOfInterest.Full(layout, modality, Histogram(values, counts, padding, modality));
        var inverted = IsInverted(dataset, layout);
        var table = new float[counts.Length];
        for (var raw = 0; raw < table.Length; raw++)
        {
            if (counts[raw] == 0) continue;
            var value = values.Value(raw);
            if (padding.Contains(value)) continue;
            var brightness = (float)Math.Clamp(interest.Apply(modality.Apply(value)), 0, 1);
            table[raw] = inverted ? 1 - brightness : brightness;
        }

        return table;
    }

    private static List<(double Value, int Count)> Histogram(StoredValues values, int[] counts, PixelPadding padding, ModalityTransform modality)
    {
        var histogram = new List<(double Value, int Count)>();
        for (var raw = 0; raw < counts.Length; raw++)
            if (counts[raw] > 0 && !padding.Contains(values.Value(raw))) histogram.Add((modality.Apply(values.Value(raw)), counts[raw]));
        histogram.Sort((left, right) => left.Value.CompareTo(right.Value));
        return histogram;
    }

    // DX states one thing twice: MONOCHROME1 goes with Presentation LUT Shape INVERSE (PS3.3 C.8.11.3.1.2), which is one inversion.
    private static bool IsInverted(DicomDataset dataset, PixelLayout layout) =>
        layout.PhotometricInterpretation == "MONOCHROME1"
        || dataset.GetSingleValueOrDefault(DicomTag.PresentationLUTShape, "IDENTITY").Trim() == "INVERSE";
}
