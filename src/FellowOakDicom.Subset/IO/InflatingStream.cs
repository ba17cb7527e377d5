using System.IO.Compression;

namespace FellowOakDicom.IO;

/// <summary>Inflates a deflated data set (PS3.5 section A.5) and refuses one that grows beyond what its size justifies.</summary>
internal sealed class InflatingStream(Stream compressed) : ForwardStream
{
    private const long Allowance = 64L << 20;
    private const long HighestRatio = 256;

    private readonly CountingStream _compressed = new(compressed);
    private DeflateStream? _inflater;
    private long _inflated;

    public override bool CanRead => true;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        _inflater ??= new DeflateStream(_compressed, CompressionMode.Decompress, leaveOpen: true);
        int read;
        try
        {
            read = _inflater.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new DicomIoException($"The deflated data set cannot be inflated beyond its byte {_inflated}; the file is damaged.", e);
        }

        _inflated += read;
        if (_inflated > Allowance + (HighestRatio * _compressed.Count))
        {
            throw new DicomIoException(
                $"{_compressed.Count} deflated bytes have grown to {_inflated} and more; that is no data set but an attempt to fill the memory.");
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inflater?.Dispose();
        base.Dispose(disposing);
    }
}
