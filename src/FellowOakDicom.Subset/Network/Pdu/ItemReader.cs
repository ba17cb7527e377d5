using System.Buffers.Binary;
using System.Text;

namespace FellowOakDicom.Network.Pdu;

/// <summary>Walks over bytes of an A-ASSOCIATE PDU and refuses, with the offset, whatever reaches beyond them.</summary>
internal ref struct ItemReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _offset;

    public readonly bool AtEnd => _offset == _bytes.Length;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public void Skip(int count) => Take(count);

    /// <summary>Text as PS3.8 uses it: the spaces and zero bytes at its ends do not count.</summary>
    public string Text(int length) => Encoding.ASCII.GetString(Take(length)).Trim(' ', '\0');

    public string RemainingText() => Text(_bytes.Length - _offset);

    /// <summary>An item: type, reserved byte, 16-bit length, content.</summary>
    public ItemReader Item(out byte type)
    {
        type = Byte();
        Skip(1);
        return new ItemReader(Take(UInt16()));
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _offset)
            throw PduException.Invalid($"An A-ASSOCIATE item is cut off: {count} bytes wanted at offset {_offset} of {_bytes.Length}.");
        var taken = _bytes.Slice(_offset, count);
        _offset += count;
        return taken;
    }
}
