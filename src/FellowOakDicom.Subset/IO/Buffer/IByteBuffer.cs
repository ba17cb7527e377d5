namespace FellowOakDicom.IO.Buffer;

/// <summary>The bytes of a value, wherever they lie: in memory, on disk, or made when asked for.</summary>
public interface IByteBuffer
{
    /// <summary>Whether the bytes are in memory already.</summary>
    bool IsMemory { get; }

    long Size { get; }

    byte[] Data { get; }

    void GetByteRange(long offset, int count, byte[] output);

    void CopyToStream(Stream stream);

    Task CopyToStreamAsync(Stream stream, CancellationToken cancellationToken);
}
