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
