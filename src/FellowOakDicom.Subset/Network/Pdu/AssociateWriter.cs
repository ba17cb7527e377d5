namespace FellowOakDicom.Network.Pdu;

/// <summary>Writes A-ASSOCIATE-RQ and A-ASSOCIATE-AC (PS3.8 sections 9.3.2 and 9.3.3).</summary>
internal static class AssociateWriter
{
    public static byte[] Request(DicomAssociation association, uint maximumLength)
    {
        var pdu = Head(PduType.AssociateRequest, association);
        foreach (var context in association.PresentationContexts)
            pdu.Item(AssociateItem.PresentationContextRequest, item =>
            {
                item.Byte(context.ID).Zeros(3).Item(AssociateItem.AbstractSyntax, i => i.Text(context.AbstractSyntax.UID));
                foreach (var syntax in context.GetTransferSyntaxes())
                    item.Item(AssociateItem.TransferSyntax, i => i.Text(syntax.UID.UID));
            });
        var window = association.MaxAsyncOpsInvoked != 1 || association.MaxAsyncOpsPerformed != 1;
        return UserInformation(pdu, association, association.PresentationContexts, maximumLength, window);
    }

    public static byte[] Accept(DicomAssociation association, uint maximumLength)
    {
        var pdu = Head(PduType.AssociateAccept, association);
        foreach (var context in association.PresentationContexts)
            pdu.Item(AssociateItem.PresentationContextAccept, item => item
                .Byte(context.ID).Byte(0).Byte(Answer(context.Result)).Byte(0)
                .Item(AssociateItem.TransferSyntax, i => i.Text((context.AcceptedTransferSyntax ?? DicomTransferSyntax.ImplicitVRLittleEndian).UID.UID)));
        var accepted = association.PresentationContexts.Where(c => c.Result == DicomPresentationContextResult.Accept);
        return UserInformation(pdu, association, accepted, maximumLength, association.AsyncOpsNegotiated);
    }

    private static byte Answer(DicomPresentationContextResult result) =>
        (byte)(result == DicomPresentationContextResult.Proposed ? DicomPresentationContextResult.RejectNoReason : result);

    private static PduBuilder Head(PduType type, DicomAssociation association) => new PduBuilder(type)
        .UInt16(1).Zeros(2)
        .Padded(association.CalledAE, 16).Padded(association.CallingAE, 16)
        .Zeros(32)
        .Item(AssociateItem.ApplicationContext, i => i.Text(AssociateItem.ApplicationContextName));

    private static byte[] UserInformation(PduBuilder pdu, DicomAssociation association, IEnumerable<DicomPresentationContext> contexts,
        uint maximumLength, bool window) => pdu.Item(AssociateItem.UserInformation, user =>
        {
            user.Item(AssociateItem.MaximumLength, i => i.UInt32(maximumLength));
            user.Item(AssociateItem.ImplementationClassUid, i => i.Text(DicomImplementation.ClassUID.UID));
            if (window)
                user.Item(AssociateItem.AsynchronousOperations,
                    i => i.UInt16((ushort)association.MaxAsyncOpsInvoked).UInt16((ushort)association.MaxAsyncOpsPerformed));
            foreach (var role in contexts.Where(c => c.UserRole is not null || c.ProviderRole is not null).DistinctBy(c => c.AbstractSyntax.UID))
                user.Item(AssociateItem.RoleSelection, i => i
                    .UInt16((ushort)role.AbstractSyntax.UID.Length).Text(role.AbstractSyntax.UID)
                    .Byte(role.UserRole is true ? (byte)1 : (byte)0).Byte(role.ProviderRole is true ? (byte)1 : (byte)0));
            user.Item(AssociateItem.ImplementationVersion, i => i.Text(DicomImplementation.Version));
        }).ToArray();
}
