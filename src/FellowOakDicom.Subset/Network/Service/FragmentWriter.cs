using FellowOakDicom.IO;
using FellowOakDicom.Network.Pdu;

namespace FellowOakDicom.Network;

/// <summary>Cuts one message into P-DATA-TF units no longer than the peer takes (PS3.8 section 9.3.5 and annex E).</summary>
internal sealed class FragmentWriter(PduWriter writer, byte contextId, uint peerMaximum, CancellationToken closing)
{
    private const int SmallestUseful = 64;
    private const int LargestOurs = 256 * 1024;

    private int UnitLength => peerMaximum switch
    {
        0 => LargestOurs,
        < SmallestUseful => throw new DicomNetworkException(
            $"The peer takes P-DATA-TF units of at most {peerMaximum} bytes, too few to carry a message; its Maximum Length must be corrected."),
        _ => (int)Math.Min(peerMaximum, LargestOurs),
    };

    public async Task WriteCommandAsync(ReadOnlyMemory<byte> command)
    {
        await using var stream = new FragmentStream(writer, contextId, isCommand: true, UnitLength, closing);
        await stream.WriteAsync(command, closing).ConfigureAwait(false);
        await stream.FinishAsync().ConfigureAwait(false);
    }

    /// <summary>The data set's writer is synchronous, and so is the connection under it: both run on a thread of the pool.</summary>
    public async Task WriteDatasetAsync(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        await using var stream = new FragmentStream(writer, contextId, isCommand: false, UnitLength, closing);
        await Task.Run(() => DatasetCodec.Write(stream, dataset, syntax), closing).ConfigureAwait(false);
        await stream.FinishAsync().ConfigureAwait(false);
    }
}
