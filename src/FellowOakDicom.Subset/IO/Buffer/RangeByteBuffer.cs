namespace FellowOakDicom.IO.Buffer;

/// <summary>A part of another buffer: one frame of native pixel data.</summary>
public sealed class RangeByteBuffer(IByteBuffer buffer, long offset, int length) : IByteBuffer
{
    public IByteBuffer Internal { get; } = buffer;

    public long Offset { get; } = offset;

    public int Length { get; } = length;

    public bool IsMemory => Internal.IsMemory;

    public long Size => Length;

    public byte[] Data => ByteBufferRange.ReadAll(this);

    public void GetByteRange(long offset, int count, byte[] output)
    {
        ByteBufferRange.Check(this, offset, count, output);
        Internal.GetByteRange(Offset + offset, count, output);
    }

    public void CopyToStream(Stream stream) => ByteBufferRange.Copy(this, stream);

    public Task CopyToStreamAsync(Stream stream, CancellationToken cancellationToken) => ByteBufferRange.CopyAsync(this, stream, cancellationToken);
}
