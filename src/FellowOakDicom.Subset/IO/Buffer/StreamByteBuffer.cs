namespace FellowOakDicom.IO.Buffer;

/// <summary>Bytes that stay in a seekable stream, which must stay open as long as they may be wanted.</summary>
public sealed class StreamByteBuffer(Stream stream, long position, long length) : IByteBuffer
{
    public bool IsMemory => false;

    public Stream Stream { get; } = stream;

    public long Position { get; } = position;

    public long Size { get; } = length;

    public byte[] Data => ByteBufferRange.ReadAll(this);

    public void GetByteRange(long offset, int count, byte[] output)
    {
        ByteBufferRange.Check(this, offset, count, output);
        if (!Stream.CanRead)
            throw new DicomIoException("The stream of this value was closed before the value was read; keep it open or open it with FileReadOption.ReadAll.");
        lock (Stream)
        {
            var before = Stream.Position;
            Stream.Position = Position + offset;
            Stream.ReadExactly(output, 0, count);
            Stream.Position = before;
        }
    }

    public void CopyToStream(Stream stream) => ByteBufferRange.Copy(this, stream);

    public Task CopyToStreamAsync(Stream stream, CancellationToken cancellationToken) => ByteBufferRange.CopyAsync(this, stream, cancellationToken);
}
