using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>A table of 8 or 16 bits with its first mapped value: modality, VOI and palette tables share it (PS3.3 C.11.1.1.1, C.7.6.3.1.5).</summary>
internal sealed class LookupTable(int first, int bits, int[] entries)
{
    public double Maximum { get; } = Math.Pow(2, bits) - 1;

    public int this[double value] => entries[Math.Clamp((int)Math.Round(value) - first, 0, entries.Length - 1)];

    /// <summary>Null where descriptor and data do not make a table.</summary>
    public static LookupTable? Read(DicomDataset dataset, DicomTag descriptorTag, DicomTag dataTag, bool isSigned)
    {
        if (Stored.Values(dataset, descriptorTag) is not [var count, var first, var bits, ..] || bits is < 1 or > 16) return null;
        var length = count == 0 ? 65536 : count;
        if (dataset.GetDicomItem<DicomElement>(dataTag) is not { } data) return null;
        var bytes = data.Buffer.Data;
        // Tables of 8 bits come packed two entries to a word or one entry to a word.
        var isPacked = bits <= 8 && bytes.Length < 2 * length;
        if (bytes.Length < (isPacked ? length : 2 * length)) return null;
        var entries = new int[length];
        for (var i = 0; i < length; i++) entries[i] = isPacked ? bytes[i] : bytes[2 * i] | (bytes[2 * i + 1] << 8);
        return new LookupTable(Stored.Signed(first, isSigned), bits, entries);
    }
}
