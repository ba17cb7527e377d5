namespace FellowOakDicom.Network.Pdu;

/// <summary>The four-byte units that end an association or refuse it (PS3.8 sections 9.3.4 and 9.3.6 to 9.3.8).</summary>
internal static class ControlPdus
{
    public static byte[] ReleaseRequest() => new PduBuilder(PduType.ReleaseRequest).Zeros(4).ToArray();

    public static byte[] ReleaseResponse() => new PduBuilder(PduType.ReleaseResponse).Zeros(4).ToArray();

    public static byte[] Abort(DicomAbortSource source, DicomAbortReason reason) =>
        new PduBuilder(PduType.Abort).Zeros(2).Byte((byte)source).Byte((byte)reason).ToArray();

    public static byte[] Reject(DicomRejectResult result, DicomRejectSource source, DicomRejectReason reason) =>
        new PduBuilder(PduType.AssociateReject).Zeros(1).Byte((byte)result).Byte((byte)source).Byte((byte)((int)reason & 0x0F)).ToArray();

    public static (DicomAbortSource Source, DicomAbortReason Reason) ReadAbort(ReadOnlySpan<byte> body)
    {
        var reader = new ItemReader(body);
        reader.Skip(2);
        var source = reader.Byte();
        return (source <= 2 ? (DicomAbortSource)source : DicomAbortSource.Unknown, (DicomAbortReason)reader.Byte());
    }

    public static DicomAssociationRejectedException ReadReject(ReadOnlySpan<byte> body)
    {
        var reader = new ItemReader(body);
        reader.Skip(1);
        var result = reader.Byte() == 2 ? DicomRejectResult.Transient : DicomRejectResult.Permanent;
        var source = reader.Byte();
        var known = source is >= 1 and <= 3;
        var reason = (DicomRejectReason)(((known ? source : 1) << 4) | (reader.Byte() & 0x0F));
        return new DicomAssociationRejectedException(result, known ? (DicomRejectSource)source : DicomRejectSource.Unknown, reason);
    }
}
