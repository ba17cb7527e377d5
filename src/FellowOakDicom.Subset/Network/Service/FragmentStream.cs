using System.Buffers;
using System.Buffers.Binary;
using FellowOakDicom.Network.Pdu;

namespace FellowOakDicom.Network;

/// <summary>A stream whose bytes leave as presentation data values, one in each P-DATA-TF; the last one is marked (PS3.8 annex E.2).</summary>
internal sealed class FragmentStream : Stream
{
    private const int HeaderLength = 12;
    private readonly PduWriter _writer;
    private readonly CancellationToken _closing;
    private readonly byte[] _unit;
    private readonly int _end;
    private int _used = HeaderLength;

    public FragmentStream(PduWriter writer, byte contextId, bool isCommand, int unitLength, CancellationToken closing)
    {
        _writer = writer;
        _closing = closing;
        _end = unitLength + 6;
        _unit = ArrayPool<byte>.Shared.Rent(_end);
        _unit[0] = (byte)PduType.Data;
        _unit[1] = 0;
        _unit[10] = contextId;
        _unit[11] = isCommand ? (byte)1 : (byte)0;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (_used == _end)
            {
                _writer.Write(Sealed(isLast: false), _closing);
                _used = HeaderLength;
            }

            buffer = buffer[Take(buffer)..];
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            if (_used == _end)
            {
                await _writer.WriteAsync(Sealed(isLast: false), _closing).ConfigureAwait(false);
                _used = HeaderLength;
            }

            buffer = buffer[Take(buffer.Span)..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Sends what is left, marked as the last of its kind.</summary>
    public Task FinishAsync() => _writer.WriteAsync(Sealed(isLast: true), _closing);

    public override void Flush()
    {
        // Units leave when they are full, and at the end.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _used >= 0)
        {
            _used = -1;
            ArrayPool<byte>.Shared.Return(_unit);
        }

        base.Dispose(disposing);
    }

    private int Take(ReadOnlySpan<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _used);
        buffer[..count].CopyTo(_unit.AsSpan(_used));
        _used += count;
        return count;
    }

    private ReadOnlyMemory<byte> Sealed(bool isLast)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_unit.AsSpan(2), (uint)(_used - 6));
        BinaryPrimitives.WriteUInt32BigEndian(_unit.AsSpan(6), (uint)(_used - 10));
        if (isLast)
            _unit[11] |= 2;
        return _unit.AsMemory(0, _used);
    }
}
