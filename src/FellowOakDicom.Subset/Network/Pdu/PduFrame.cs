namespace FellowOakDicom.Network.Pdu;

/// <summary>One received protocol data unit; its body is valid until the next one is read.</summary>
internal readonly record struct PduFrame(PduType Type, ReadOnlyMemory<byte> Body);
