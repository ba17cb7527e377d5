using System.Runtime.InteropServices;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>The greyscale pipeline (PS3.4 N.2.1) as one table from the bits in the frame to a brightness.</summary>
internal static class Greyscale
{
    public static float[] Render(DicomDataset dataset, PixelLayout layout, byte[] samples)
    {
        var table = Table(dataset, layout, new StoredValues(layout, samples));
        var pixels = GC.AllocateUninitializedArray<float>(layout.PixelsPerFrame);
        if (layout.BytesPerSample == 1)
            for (var i = 0; i < pixels.Length; i++) pixels[i] = table[samples[i]];
        else
            LookUp(MemoryMarshal.Cast<byte, ushort>(samples), table, pixels);
        return pixels;
    }

    // A frame is little endian, and so are the machines that this runs on (x64, Arm64).
    private static void LookUp(ReadOnlySpan<ushort> bits, ReadOnlySpan<float> table, Span<float> pixels)
    {
        bits = bits[..pixels.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = table[bits[i]];
    }

    private static float[] Table(DicomDataset dataset, PixelLayout layout, StoredValues values)
    {
        var padding = PixelPadding.Read(dataset, layout);
        var modality = ModalityTransform.Read(dataset, layout);
        var interest = ValuesOfInterest.Read(dataset, layout, modality)
            ?? ValuesOfInterest.Full(layout, modality, Histogram(layout, values, padding, modality));
        var inverted = IsInverted(dataset, layout);
        var table = new float[Patterns(layout)];
        for (var raw = 0; raw < table.Length; raw++)
        {
            var value = values.Value(raw);
            if (padding.Contains(value)) continue;
            var applied = interest.Apply(modality.Apply(value));
            var brightness = double.IsNaN(applied) ? 0 : (float)Math.Clamp(applied, 0, 1); // beyond all numbers is no picture
            table[raw] = inverted ? 1 - brightness : brightness;
        }

        return table;
    }

    private static List<(double Value, int Count)> Histogram(PixelLayout layout, StoredValues values, PixelPadding padding, ModalityTransform modality)
    {
        var counts = new int[Patterns(layout)];
        for (var i = 0; i < layout.PixelsPerFrame; i++) counts[values.Raw(i)]++;
        var histogram = new List<(double Value, int Count)>();
        for (var raw = 0; raw < counts.Length; raw++)
            if (counts[raw] > 0 && !padding.Contains(values.Value(raw))) histogram.Add((modality.Apply(values.Value(raw)), counts[raw]));
        histogram.Sort((left, right) => left.Value.CompareTo(right.Value));
        return histogram;
    }

    private static int Patterns(PixelLayout layout) => layout.BytesPerSample == 1 ? 256 : 65536;

    // DX states one thing twice: MONOCHROME1 goes with Presentation LUT Shape INVERSE (PS3.3 C.8.11.3.1.2), which is one inversion.
    private static bool IsInverted(DicomDataset dataset, PixelLayout layout) =>
        layout.PhotometricInterpretation == "MONOCHROME1"
        || dataset.GetSingleValueOrDefault(DicomTag.PresentationLUTShape, "IDENTITY").Trim() == "INVERSE";
}
