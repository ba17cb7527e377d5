namespace FellowOakDicom.IO.Buffer;

/// <summary>An odd value with the padding byte that makes its length even (PS3.5 section 7.1.1).</summary>
public sealed class EvenLengthBuffer : IByteBuffer
{
    private EvenLengthBuffer(IByteBuffer buffer) => Buffer = buffer;

    public IByteBuffer Buffer { get; }

    public bool IsMemory => Buffer.IsMemory;

    public long Size => Buffer.Size + 1;

    public byte[] Data => ByteBufferRange.ReadAll(this);

    /// <summary>The buffer itself where its length is even already.</summary>
    public static IByteBuffer Create(IByteBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return (buffer.Size & 1) == 1 ? new EvenLengthBuffer(buffer) : buffer;
    }

    public void GetByteRange(long offset, int count, byte[] output)
    {
        ByteBufferRange.Check(this, offset, count, output);
        var real = (int)Math.Min(count, Math.Max(0, Buffer.Size - offset));
        Buffer.GetByteRange(Math.Min(offset, Buffer.Size), real, output);
        if (real < count) output[real] = 0;
    }

    public void CopyToStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Buffer.CopyToStream(stream);
        stream.WriteByte(0);
    }

    public async Task CopyToStreamAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        await Buffer.CopyToStreamAsync(stream, cancellationToken);
        await stream.WriteAsync(new byte[1], cancellationToken);
    }
}
