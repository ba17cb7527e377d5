namespace FellowOakDicom.IO.Buffer;

/// <summary>Several buffers as one: the fragments of an encapsulated frame, or frames to be written one after the other.</summary>
public sealed class CompositeByteBuffer : IByteBuffer
{
    public CompositeByteBuffer(IEnumerable<IByteBuffer> buffers) => Buffers = [.. buffers];

    public CompositeByteBuffer(params IByteBuffer[] buffers) => Buffers = [.. buffers];

    public IList<IByteBuffer> Buffers { get; }

    public bool IsMemory => Buffers.All(b => b.IsMemory);

    public long Size => Buffers.Sum(b => b.Size);

    public byte[] Data => ByteBufferRange.ReadAll(this);

    public void GetByteRange(long offset, int count, byte[] output)
    {
        ByteBufferRange.Check(this, offset, count, output);
        var written = 0;
        foreach (var buffer in Buffers)
        {
            if (offset >= buffer.Size)
            {
                offset -= buffer.Size;
                continue;
            }

            if (written == count) return;
            var part = (int)Math.Min(buffer.Size - offset, count - written);
            Copy(buffer, offset, part, output, written);
            written += part;
            offset = 0;
        }
    }

    public void CopyToStream(Stream stream)
    {
        foreach (var buffer in Buffers) buffer.CopyToStream(stream);
    }

    public async Task CopyToStreamAsync(Stream stream, CancellationToken cancellationToken)
    {
        foreach (var buffer in Buffers) await buffer.CopyToStreamAsync(stream, cancellationToken);
    }

    private static void Copy(IByteBuffer buffer, long offset, int count, byte[] output, int at)
    {
        if (at == 0)
        {
            buffer.GetByteRange(offset, count, output);
            return;
        }

        if (buffer is MemoryByteBuffer memory)
        {
            memory.Memory.Span.Slice((int)offset, count).CopyTo(output.AsSpan(at));
            return;
        }

        var part = new byte[count];
        buffer.GetByteRange(offset, count, part);
        part.CopyTo(output, at);
    }
}
