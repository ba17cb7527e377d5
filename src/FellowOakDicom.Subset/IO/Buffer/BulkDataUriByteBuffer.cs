namespace FellowOakDicom.IO.Buffer;

/// <summary>A value that lies elsewhere (PS3.18 section F.2.6); it has bytes only after somebody fetched and set them.</summary>
public sealed class BulkDataUriByteBuffer(string bulkDataUri) : IByteBuffer
{
    private byte[]? _data;

    public string BulkDataUri { get; } = bulkDataUri;

    public bool IsMemory => _data is not null;

    public long Size => Data.Length;

    public byte[] Data
    {
        get => _data ?? throw new InvalidOperationException($"The bulk data at {BulkDataUri} have not been fetched; fetch them and set Data.");
        set => _data = value;
    }

    public void GetByteRange(long offset, int count, byte[] output)
    {
        ByteBufferRange.Check(this, offset, count, output);
        Data.AsSpan((int)offset, count).CopyTo(output);
    }

    public void CopyToStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Data);
    }

    public Task CopyToStreamAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.WriteAsync(Data, cancellationToken).AsTask();
    }
}
