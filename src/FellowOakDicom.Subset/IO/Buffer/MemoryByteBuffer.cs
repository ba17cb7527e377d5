using System.Runtime.InteropServices;

namespace FellowOakDicom.IO.Buffer;

/// <summary>Bytes in memory; a slice of a larger array becomes an array of its own only when somebody asks for one.</summary>
public sealed class MemoryByteBuffer : IByteBuffer
{
    private ReadOnlyMemory<byte> _memory;

    public MemoryByteBuffer(byte[] data) => _memory = data;

    internal MemoryByteBuffer(ReadOnlyMemory<byte> memory) => _memory = memory;

    public bool IsMemory => true;

    public long Size => _memory.Length;

    public byte[] Data
    {
        get
        {
            if (MemoryMarshal.TryGetArray(_memory, out var segment) && segment.Array is { } array && array.Length == segment.Count) return array;
            var copy = _memory.ToArray();
            _memory = copy;
            return copy;
        }
    }

    internal ReadOnlyMemory<byte> Memory => _memory;

    public void GetByteRange(long offset, int count, byte[] output)
    {
        ByteBufferRange.Check(this, offset, count, output);
        _memory.Span.Slice((int)offset, count).CopyTo(output);
    }

    public void CopyToStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(_memory.Span);
    }

    public Task CopyToStreamAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.WriteAsync(_memory, cancellationToken).AsTask();
    }
}
