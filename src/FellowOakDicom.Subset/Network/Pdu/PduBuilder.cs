using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace FellowOakDicom.Network.Pdu;

/// <summary>Builds a protocol data unit whose nested lengths are known only when their items are closed.</summary>
internal sealed class PduBuilder
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly List<(int Offset, ushort Length)> _itemLengths = [];

    public PduBuilder(PduType type)
    {
        Byte((byte)type).Byte(0).Zeros(4);
    }

    public PduBuilder Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    public PduBuilder UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.GetSpan(2), value);
        _buffer.Advance(2);
        return this;
    }

    public PduBuilder UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public PduBuilder Text(string text)
    {
        Encoding.ASCII.GetBytes(text, _buffer);
        return this;
    }

    public PduBuilder Padded(string text, int length) => Text(text.Length > length ? text[..length] : text.PadRight(length));

    public PduBuilder Zeros(int count)
    {
        _buffer.GetSpan(count)[..count].Clear();
        _buffer.Advance(count);
        return this;
    }

    /// <summary>An item of PS3.8 section 9.3.2: type, reserved byte, 16-bit length, content.</summary>
    public PduBuilder Item(byte type, Action<PduBuilder> content)
    {
        Byte(type).Byte(0).Zeros(2);
        var start = _buffer.WrittenCount;
        content(this);
        _itemLengths.Add((start - 2, checked((ushort)(_buffer.WrittenCount - start))));
        return this;
    }

    public byte[] ToArray()
    {
        var bytes = _buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(2), (uint)(bytes.Length - 6));
        foreach (var (offset, length) in _itemLengths)
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(offset), length);
        return bytes;
    }
}
