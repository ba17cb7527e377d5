namespace FellowOakDicom.IO.Buffer;

/// <summary>Words of the other byte order, turned around when they are wanted.</summary>
public sealed class SwapByteBuffer(IByteBuffer buffer, int unitSize) : IByteBuffer
{
    public IByteBuffer Internal { get; } = buffer;

    public int UnitSize { get; } = unitSize;

    public bool IsMemory => Internal.IsMemory;

    public long Size => Internal.Size;

    public byte[] Data => ByteBufferRange.ReadAll(this);

    public void GetByteRange(long offset, int count, byte[] output)
    {
        ByteBufferRange.Check(this, offset, count, output);
        var start = offset - (offset % UnitSize);
        var end = Math.Min(Size, ((offset + count + UnitSize - 1) / UnitSize) * UnitSize);
        var words = new byte[end - start];
        Internal.GetByteRange(start, words.Length, words);
        Endian.SwapBytes(UnitSize, words.AsSpan());
        words.AsSpan((int)(offset - start), count).CopyTo(output);
    }

    public void CopyToStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        foreach (var part in Parts()) stream.Write(part.Span);
    }

    public async Task CopyToStreamAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        foreach (var part in Parts()) await stream.WriteAsync(part, cancellationToken);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Parts()
    {
        var chunk = new byte[(int)Math.Min(Size, 1 << 18)];
        for (long done = 0; done < Size; done += chunk.Length)
        {
            var count = (int)Math.Min(chunk.Length, Size - done);
            GetByteRange(done, count, chunk);
            yield return chunk.AsMemory(0, count);
        }
    }
}
