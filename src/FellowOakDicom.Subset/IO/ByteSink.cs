using System.Buffers.Binary;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom.IO;

/// <summary>Gathers small writes into large ones, in the byte order asked for.</summary>
internal sealed class ByteSink(Stream stream, bool big)
{
    private readonly byte[] _buffer = new byte[1 << 15];
    private int _count;

    internal void Byte(byte value)
    {
        Reserve(1);
        _buffer[_count++] = value;
    }

    internal void Short(ushort value)
    {
        Reserve(2);
        if (big) BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(_count), value);
        else BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(_count), value);
        _count += 2;
    }

    internal void Long(uint value)
    {
        Reserve(4);
        if (big) BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(_count), value);
        else BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_count), value);
        _count += 4;
    }

    internal void Tag(uint tag)
    {
        Short((ushort)(tag >> 16));
        Short((ushort)tag);
    }

    internal void Value(IByteBuffer value)
    {
        if (value.Size > _buffer.Length / 2)
        {
            Flush();
            value.CopyToStream(stream);
            return;
        }

        if (value.Size == 0) return;
        Reserve((int)value.Size);
        value.Span().CopyTo(_buffer.AsSpan(_count));
        _count += (int)value.Size;
    }

    internal void Flush()
    {
        stream.Write(_buffer, 0, _count);
        _count = 0;
    }

    private void Reserve(int count)
    {
        if (_count + count > _buffer.Length) Flush();
    }
}
