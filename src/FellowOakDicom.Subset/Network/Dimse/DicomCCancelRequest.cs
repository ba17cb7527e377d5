namespace FellowOakDicom.Network;

/// <summary>Asks a peer to stop answering C-FIND, C-MOVE or C-GET (PS3.7 section 9.3.2.3); it has no answer of its own.</summary>
internal sealed class DicomCCancelRequest(DicomDataset command) : DicomMessage(command)
{
    public ushort RequestMessageID => Command.GetSingleValueOrDefault<ushort>(DicomTag.MessageIDBeingRespondedTo, 0);

    private protected override ushort Number => RequestMessageID;
}
