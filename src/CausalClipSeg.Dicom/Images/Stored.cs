using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>Attributes of VR "US or SS", whose sign is that of the pixels (PS3.5 section 6.2), and numbers in text.</summary>
internal static class Stored
{
    public static int? Value(DicomDataset dataset, DicomTag tag, PixelLayout layout) =>
        Values(dataset, tag) is [var first, ..] ? Signed(first, layout.IsSigned) : null;

    /// <summary>The 16-bit patterns, whether they were read as US, SS, OW or unknown.</summary>
    public static ushort[] Values(DicomDataset dataset, DicomTag tag)
    {
        if (dataset.GetDicomItem<DicomElement>(tag) is not { } element) return [];
        var bytes = element.Buffer.Data;
        var values = new ushort[bytes.Length / 2];
        for (var i = 0; i < values.Length; i++) values[i] = (ushort)(bytes[2 * i] | (bytes[2 * i + 1] << 8));
        return values;
    }

    /// <summary>The first value of a decimal string; null where there is none, or none that is a finite number.</summary>
    public static double? Number(DicomDataset dataset, DicomTag tag) =>
        dataset.TryGetValue(tag, 0, out double value) && double.IsFinite(value) ? value : null;

    public static int Signed(ushort pattern, bool isSigned) => isSigned ? (short)pattern : pattern;
}
