namespace FellowOakDicom.Network;

/// <summary>The acceptor of an association: it decides who may come in, and with what (PS3.8 section 7).</summary>
public interface IDicomServiceProvider : IDicomService
{
    Task OnReceiveAssociationRequestAsync(DicomAssociation association);

    Task OnReceiveAssociationReleaseRequestAsync();
}
