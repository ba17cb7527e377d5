using System.Globalization;
using System.Runtime.InteropServices;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>An element whose value is numbers of one binary form.</summary>
public abstract class DicomValueElement<TValue> : DicomElement
    where TValue : unmanaged, IConvertible
{
    private readonly DicomVR _vr;

    private protected DicomValueElement(DicomVR vr, DicomTag tag, TValue[]? values)
        : this(vr, tag, values is null or { Length: 0 } ? EmptyBuffer.Value : ToBuffer(values))
    {
    }

    private protected DicomValueElement(DicomVR vr, DicomTag tag, IByteBuffer data)
        : base(tag)
    {
        _vr = vr;
        Buffer = data;
    }

    public override DicomVR ValueRepresentation => _vr;

    public override IByteBuffer Buffer { get; }

    public override int Count => (int)Math.Min(int.MaxValue, Buffer.Size / Marshal.SizeOf<TValue>());

    public override T Get<T>(int item = -1)
    {
        if (typeof(T) == typeof(TValue)) return (T)(object)At(Math.Max(item, 0));
        if (typeof(T) == typeof(TValue[])) return (T)(object)ToArray();
        if (typeof(T) == typeof(byte[])) return (T)(object)Buffer.Data;
        if (typeof(T) == typeof(IByteBuffer)) return (T)Buffer;
        if (typeof(T) == typeof(string) && item < 0 && Count == 0) return (T)(object)"";
        if (typeof(T).IsArray && typeof(T).GetElementType() is { } element)
        {
            var values = ToArray();
            var array = Array.CreateInstance(element, values.Length);
            for (var i = 0; i < values.Length; i++) array.SetValue(ConvertValue(values[i], element), i);
            return (T)(object)array;
        }

        return (T)ConvertValue(At(Math.Max(item, 0)), typeof(T));
    }

    private static MemoryByteBuffer ToBuffer(TValue[] values) =>
        new(values as byte[] ?? MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static string Text(TValue value) => value.ToString(CultureInfo.InvariantCulture);

    private TValue[] ToArray() => typeof(TValue) == typeof(byte) ? (TValue[])(object)Buffer.Data : Values(Buffer.Span()).ToArray();

    private static ReadOnlySpan<TValue> Values(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, TValue>(bytes);

    private TValue At(int item)
    {
        if (item >= Count) throw NoSuchValue(item);
        var size = Marshal.SizeOf<TValue>();
        if (Buffer.IsMemory) return Values(Buffer.Span())[item];
        var one = new byte[size];
        Buffer.GetByteRange((long)item * size, size, one);
        return MemoryMarshal.Read<TValue>(one);
    }

    private object ConvertValue(TValue value, Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        try
        {
            if (target == typeof(object)) return value;
            if (target == typeof(string)) return Text(value);
            if (target.IsEnum) return Enum.ToObject(target, value);
            if (target.IsPrimitive || target == typeof(decimal)) return Convert.ChangeType(value, target, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is OverflowException or InvalidCastException or ArgumentException)
        {
            throw new DicomDataException($"{Tag} {Tag.DictionaryEntry.Name} holds {Text(value)}, which is no {type.Name}.", e);
        }

        throw CannotBe(type);
    }
}
