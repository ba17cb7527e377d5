using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>From the modality's values to brightness 0..1 (PS3.3 C.11.2): a table, a window, or the whole range where the file names neither.</summary>
internal sealed class ValuesOfInterest(Func<double, double> apply)
{
    // Half a per mille of stray pixels at each end (markers, collimator edges, dead detector elements) must not flatten the picture.
    private const double Stray = 0.0005;

    public double Apply(double value) => apply(value);

    /// <summary>The file's own table or first window; a vendor's table goes first, as it is the look that the vendor meant.</summary>
    public static ValuesOfInterest? Read(DicomDataset dataset, PixelLayout layout, ModalityTransform modality) =>
        ReadTable(dataset, modality.GivesSigned(layout)) ?? ReadWindow(dataset);

    /// <summary>
    /// Eight bits and fewer are already meant for a screen and keep their full range; deeper images are stretched over the values that occur.
    /// </summary>
    public static ValuesOfInterest Full(PixelLayout layout, ModalityTransform modality, List<(double Value, int Count)> histogram)
    {
        var lowest = layout.IsSigned ? -(1 << (layout.BitsStored - 1)) : 0;
        var (one, other) = (modality.Apply(lowest), modality.Apply(lowest + (1 << layout.BitsStored) - 1));
        var (low, high) = layout.BitsStored <= 8 || histogram.Count == 0
            ? (Math.Min(one, other), Math.Max(one, other))
            : (Percentile(histogram), Percentile(Enumerable.Reverse(histogram)));
        return new ValuesOfInterest(value => high > low ? (value - low) / (high - low) : value > low ? 1 : 0);
    }

    private static double Percentile(IEnumerable<(double Value, int Count)> histogram)
    {
        var all = histogram.ToList();
        var remaining = all.Sum(bin => (long)bin.Count) * Stray;
        foreach (var (value, count) in all)
        {
            remaining -= count;
            if (remaining < 0) return value;
        }

        return all[^1].Value;
    }

    private static ValuesOfInterest? ReadTable(DicomDataset dataset, bool isSigned)
    {
        if (!dataset.TryGetSequence(DicomTag.VOILUTSequence, out var sequence) || sequence.Items is not [var item, ..]) return null;
        return LookupTable.Read(item, DicomTag.LUTDescriptor, DicomTag.LUTData, isSigned) is { } table
            ? new ValuesOfInterest(value => table[value] / table.Maximum)
            : null;
    }

    private static ValuesOfInterest? ReadWindow(DicomDataset dataset)
    {
        if (Stored.Number(dataset, DicomTag.WindowCenter) is not { } centre || Stored.Number(dataset, DicomTag.WindowWidth) is not { } width) return null;
        return dataset.GetSingleValueOrDefault(DicomTag.VOILUTFunction, "LINEAR").Trim() switch
        {
            "SIGMOID" when width > 0 => new ValuesOfInterest(value => 1 / (1 + Math.Exp(-4 * (value - centre) / width))),
            "LINEAR_EXACT" when width > 0 => new ValuesOfInterest(value => (value - centre) / width + 0.5),
            "LINEAR" when width > 1 => new ValuesOfInterest(value => (value - (centre - 0.5)) / (width - 1) + 0.5),
            "LINEAR" when width == 1 => new ValuesOfInterest(value => value > centre - 0.5 ? 1 : 0),
            _ => null,
        };
    }
}
