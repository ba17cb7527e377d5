namespace FellowOakDicom.Network.Pdu;

/// <summary>
/// Puts whole protocol data units onto a stream, one at a time, and gives a peer up that does not take them:
/// an abort may come between the fragments of a message, never inside one.
/// </summary>
internal sealed class PduWriter(Stream stream, NetworkLimits limits)
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    private DicomNetworkException NotTaken =>
        new($"The peer took no data for {limits.Write.TotalSeconds:0.#} s; the connection was given up.");

    public async Task WriteAsync(ReadOnlyMemory<byte> pdu, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(limits.Write);
        try
        {
            await _turn.WaitAsync(timer.Token).ConfigureAwait(false);
            try
            {
                await stream.WriteAsync(pdu, timer.Token).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotTaken;
        }
    }

    /// <summary>The same for a writer that is synchronous itself; the stream's own time limit holds.</summary>
    public void Write(ReadOnlyMemory<byte> pdu, CancellationToken cancellationToken)
    {
        if (!_turn.Wait(limits.Write, cancellationToken))
            throw NotTaken;
        try
        {
            stream.Write(pdu.Span);
        }
        finally
        {
            _turn.Release();
        }
    }
}
