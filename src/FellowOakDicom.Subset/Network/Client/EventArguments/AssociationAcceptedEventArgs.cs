namespace FellowOakDicom.Network.Client.EventArguments;

/// <summary>What the peer agreed to.</summary>
public sealed class AssociationAcceptedEventArgs(DicomAssociation association) : EventArgs
{
    public DicomAssociation Association { get; } = association;
}
