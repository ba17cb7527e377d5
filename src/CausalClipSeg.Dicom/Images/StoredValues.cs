using System.Buffers.Binary;

namespace CausalClipSeg.Dicom.Images;

/// <summary>The numbers in a frame of at most 16 bits: overlay bits masked away, the sign taken from the highest stored bit (PS3.5 section 8.1.1).</summary>
internal readonly struct StoredValues(PixelLayout layout, byte[] samples)
{
    private readonly int _shift = Math.Max(0, layout.HighBit + 1 - layout.BitsStored);
    private readonly int _unused = 32 - layout.BitsStored;

    public int this[int index] => Value(Raw(index));

    /// <summary>The bits as they stand in the frame.</summary>
    public int Raw(int index) => layout.BytesPerSample == 1
        ? samples[index]
        : BinaryPrimitives.ReadUInt16LittleEndian(samples.AsSpan(2 * index));

    public int Value(int raw)
    {
        var bits = raw >> _shift << _unused;
        return layout.IsSigned ? bits >> _unused : (int)((uint)bits >> _unused);
    }
}
