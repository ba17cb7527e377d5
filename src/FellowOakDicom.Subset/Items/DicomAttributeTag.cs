using System.Buffers.Binary;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>Tags as values: AT (PS3.5 section 6.2).</summary>
public sealed class DicomAttributeTag : DicomElement
{
    private DicomTag[]? _values;

    public DicomAttributeTag(DicomTag tag, params DicomTag[] values)
        : base(tag)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 4), values[i].Group);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((i * 4) + 2), values[i].Element);
        }

        Buffer = new MemoryByteBuffer(bytes);
    }

    public DicomAttributeTag(DicomTag tag, IByteBuffer data)
        : base(tag) => Buffer = data;

    public override DicomVR ValueRepresentation => DicomVR.AT;

    public override IByteBuffer Buffer { get; }

    public override int Count => (int)Math.Min(int.MaxValue, Buffer.Size / 4);

    public IEnumerable<DicomTag> Values => _values ??= Parse(Buffer.Span());

    public override T Get<T>(int item = -1)
    {
        var values = _values ??= Parse(Buffer.Span());
        if (item >= values.Length) throw NoSuchValue(item);
        if (typeof(T) == typeof(DicomTag[]) || typeof(T) == typeof(object[])) return (T)(object)values;
        if (typeof(T) == typeof(string[])) return (T)(object)Array.ConvertAll(values, Text);
        if (typeof(T) == typeof(byte[])) return (T)(object)Buffer.Data;
        if (typeof(T) == typeof(string) && item < 0) return (T)(object)string.Join('\\', values.Select(Text));
        if (values.Length == 0) throw NoSuchValue(0);
        var value = values[Math.Max(item, 0)];
        if (typeof(T) == typeof(DicomTag) || typeof(T) == typeof(object)) return (T)(object)value;
        if (typeof(T) == typeof(string)) return (T)(object)Text(value);
        if (typeof(T) == typeof(uint)) return (T)(object)value.Value;
        throw CannotBe(typeof(T));
    }

    private static string Text(DicomTag tag) => tag.ToString();

    private static DicomTag[] Parse(ReadOnlySpan<byte> bytes)
    {
        var values = new DicomTag[bytes.Length / 4];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 4)..]),
                BinaryPrimitives.ReadUInt16LittleEndian(bytes[((i * 4) + 2)..]));
        }

        return values;
    }
}
