using System.Buffers.Binary;

namespace FellowOakDicom.Network.Pdu;

/// <summary>
/// Takes protocol data units off a stream (PS3.8 section 9.3.1) that may carry anything: the length is checked
/// before memory is taken for it, and a peer that stops in the middle is given up after a fixed time.
/// </summary>
internal sealed class PduReader(Stream stream, NetworkLimits limits, CancellationToken closing) : IDisposable
{
    private const int HeaderLength = 6;
    private readonly byte[] _header = new byte[HeaderLength];
    private CancellationTokenSource _timer = CancellationTokenSource.CreateLinkedTokenSource(closing);
    private byte[] _body = [];

    /// <summary>The next unit, or nothing where the peer closed the connection between two units.</summary>
    public async ValueTask<PduFrame?> ReadAsync(TimeSpan idle, uint maximumDataLength)
    {
        var first = await TimedAsync(t => stream.ReadAsync(_header, t), idle, "for the next PDU").ConfigureAwait(false);
        if (first == 0)
            return null;
        await FillAsync(_header.AsMemory(first), limits.PduBody).ConfigureAwait(false);
        var type = Known(_header[0]);
        var length = CheckedLength(type, BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(2)), maximumDataLength);
        if (_body.Length < length)
            _body = GC.AllocateUninitializedArray<byte>(Math.Max(length, 4096));
        var body = _body.AsMemory(0, length);
        await FillAsync(body, limits.PduBody).ConfigureAwait(false);
        return new PduFrame(type, body);
    }

    public void Dispose() => _timer.Dispose();

    private static PduType Known(byte type) => type is >= 0x01 and <= 0x07
        ? (PduType)type
        : throw new PduException(DicomAbortReason.UnrecognizedPDU,
            $"The peer sent a PDU of type 0x{type:X2}, which PS3.8 does not define; it does not speak DICOM on this port.");

    private int CheckedLength(PduType type, uint length, uint maximumDataLength)
    {
        var maximum = type switch
        {
            PduType.Data => maximumDataLength + limits.DataLengthSlack,
            PduType.AssociateRequest or PduType.AssociateAccept => limits.AssociateLength,
            _ => limits.FixedLength,
        };
        return length <= maximum
            ? (int)length
            : throw PduException.Invalid($"The peer announced a {type} PDU of {length} bytes, but at most {maximum} are accepted here.");
    }

    private async ValueTask FillAsync(Memory<byte> memory, TimeSpan limit)
    {
        while (memory.Length > 0)
        {
            var target = memory;
            var read = await TimedAsync(t => stream.ReadAsync(target, t), limit, "in the middle of a PDU").ConfigureAwait(false);
            if (read == 0)
                throw new ConnectionClosedPrematurelyException("The peer closed the connection in the middle of a PDU.");
            memory = memory[read..];
        }
    }

    private async ValueTask<int> TimedAsync(Func<CancellationToken, ValueTask<int>> read, TimeSpan limit, string where)
    {
        var pending = read(_timer.Token);
        if (pending.IsCompletedSuccessfully)
            return pending.Result;
        _timer.CancelAfter(limit);
        try
        {
            return await pending.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!closing.IsCancellationRequested)
        {
            throw new DicomNetworkException($"The peer sent nothing for {limit.TotalSeconds:0.#} s while we waited {where}; the connection was closed.");
        }
        finally
        {
            Rearm();
        }
    }

    private void Rearm()
    {
        _timer.CancelAfter(Timeout.InfiniteTimeSpan);
        if (!_timer.IsCancellationRequested || closing.IsCancellationRequested)
            return;
        _timer.Dispose();
        _timer = CancellationTokenSource.CreateLinkedTokenSource(closing);
    }
}
