namespace FellowOakDicom.IO.Buffer;

/// <summary>Bytes that stay in their file until somebody wants them, so that a 2 GB multi-frame opens in constant memory.</summary>
public sealed class FileByteBuffer(IFileReference fileReference, long position, long length) : IByteBuffer
{
    public bool IsMemory => false;

    public IFileReference File { get; } = fileReference;

    public long Position { get; } = position;

    public long Size { get; } = length;

    public byte[] Data => ByteBufferRange.ReadAll(this);

    public void GetByteRange(long offset, int count, byte[] output)
    {
        ByteBufferRange.Check(this, offset, count, output);
        using var handle = OpenHandle();
        ReadExactly(handle, Position + offset, output.AsSpan(0, count));
    }

    public void CopyToStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var handle = OpenHandle();
        var chunk = new byte[(int)Math.Min(Size, 1 << 18)];
        for (long done = 0; done < Size; done += chunk.Length)
        {
            var part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, Size - done));
            ReadExactly(handle, Position + done, part);
            stream.Write(part);
        }
    }

    public async Task CopyToStreamAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var handle = OpenHandle();
        var chunk = new byte[(int)Math.Min(Size, 1 << 18)];
        for (long done = 0; done < Size; done += chunk.Length)
        {
            var part = chunk.AsMemory(0, (int)Math.Min(chunk.Length, Size - done));
            ReadExactly(handle, Position + done, part.Span);
            await stream.WriteAsync(part, cancellationToken);
        }
    }

    private Microsoft.Win32.SafeHandles.SafeFileHandle OpenHandle() => System.IO.File.OpenHandle(File.Name);

    private void ReadExactly(Microsoft.Win32.SafeHandles.SafeFileHandle handle, long offset, Span<byte> output)
    {
        while (output.Length > 0)
        {
            var read = RandomAccess.Read(handle, output, offset);
            if (read == 0) throw new DicomIoException($"{File.Name} ends at byte {offset}: it was cut short after it was opened.");
            output = output[read..];
            offset += read;
        }
    }
}
