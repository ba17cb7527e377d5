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

    public void CopyToStream(Stream stream) => ByteBufferRange.Copy(this, stream);

    public Task CopyToStreamAsync(Stream stream, CancellationToken cancellationToken) => ByteBufferRange.CopyAsync(this, stream, cancellationToken);
}
