namespace FellowOakDicom.Network.Pdu;

/// <summary>
/// Reads A-ASSOCIATE-RQ and A-ASSOCIATE-AC (PS3.8 sections 9.3.2 and 9.3.3). Items that we do not know, extended
/// negotiation and user identity among them, are passed over as PS3.8 section 9.3.1 asks.
/// </summary>
internal static class AssociateParser
{
    private const int MaximumContexts = 128;

    public static DicomAssociation Request(ReadOnlySpan<byte> body)
    {
        var reader = new ItemReader(body);
        var version = reader.UInt16();
        reader.Skip(2);
        var called = reader.Text(16);
        var association = new DicomAssociation(reader.Text(16), called);
        reader.Skip(32);
        if ((version & 1) == 0)
            association.Unacceptable = DicomRejectReason.ProtocolVersionNotSupported;
        var roles = new Dictionary<string, (bool User, bool Provider)>(StringComparer.Ordinal);
        while (!reader.AtEnd)
        {
            var item = reader.Item(out var type);
            if (type == AssociateItem.ApplicationContext && item.RemainingText() != AssociateItem.ApplicationContextName)
                association.Unacceptable ??= DicomRejectReason.ApplicationContextNotSupported;
            else if (type == AssociateItem.PresentationContextRequest)
                AddProposed(association, item);
            else if (type == AssociateItem.UserInformation)
                UserInformation(association, item, roles);
        }

        ApplyRoles(association, roles);
        return association;
    }

    /// <summary>Takes the peer's answers into the association that was proposed.</summary>
    public static void Accept(ReadOnlySpan<byte> body, DicomAssociation association)
    {
        var reader = new ItemReader(body);
        reader.Skip(68);
        var roles = new Dictionary<string, (bool User, bool Provider)>(StringComparer.Ordinal);
        association.MaxAsyncOpsInvoked = 1;
        association.MaxAsyncOpsPerformed = 1;
        while (!reader.AtEnd)
        {
            var item = reader.Item(out var type);
            if (type == AssociateItem.PresentationContextAccept)
                TakeAnswer(association, item);
            else if (type == AssociateItem.UserInformation)
                UserInformation(association, item, roles);
        }

        ApplyRoles(association, roles);
    }

    private static void AddProposed(DicomAssociation association, ItemReader item)
    {
        var id = item.Byte();
        item.Skip(3);
        DicomUID? abstractSyntax = null;
        var syntaxes = new List<string>();
        while (!item.AtEnd)
        {
            var part = item.Item(out var type);
            if (type == AssociateItem.AbstractSyntax)
                abstractSyntax = DicomUID.Parse(part.RemainingText());
            else if (type == AssociateItem.TransferSyntax)
                syntaxes.Add(part.RemainingText());
        }

        var contexts = association.PresentationContexts;
        if ((id & 1) == 0 || contexts.TryGet(id, out _) || contexts.Count == MaximumContexts || abstractSyntax is null)
            throw PduException.Invalid($"Presentation context {id} is even, given twice or without an abstract syntax (PS3.8 section 9.3.2.2).");
        var context = new DicomPresentationContext(id, abstractSyntax);
        foreach (var syntax in syntaxes)
            context.AddTransferSyntax(Syntax(syntax));
        contexts.Add(context);
    }

    private static void TakeAnswer(DicomAssociation association, ItemReader item)
    {
        var id = item.Byte();
        item.Skip(1);
        var result = item.Byte();
        item.Skip(1);
        if (!association.PresentationContexts.TryGet(id, out var context))
            throw PduException.Invalid($"The peer answered presentation context {id}, which was not proposed.");
        if (result != (byte)DicomPresentationContextResult.Accept)
        {
            context.SetResult(result <= 4 ? (DicomPresentationContextResult)result : DicomPresentationContextResult.RejectNoReason);
            return;
        }

        var syntax = item.AtEnd ? null : Syntax(item.Item(out _).RemainingText());
        if (syntax is null || !context.HasTransferSyntax(syntax))
            throw PduException.Invalid($"The peer accepted presentation context {id} with a transfer syntax that was not proposed: {syntax}.");
        context.SetResult(DicomPresentationContextResult.Accept, syntax);
    }

    private static void UserInformation(DicomAssociation association, ItemReader items, Dictionary<string, (bool User, bool Provider)> roles)
    {
        while (!items.AtEnd)
        {
            var item = items.Item(out var type);
            switch (type)
            {
                case AssociateItem.MaximumLength:
                    association.MaximumPDULength = item.UInt32();
                    break;
                case AssociateItem.ImplementationClassUid:
                    association.RemoteImplementationClassUID = DicomUID.Parse(item.RemainingText());
                    break;
                case AssociateItem.ImplementationVersion:
                    association.RemoteImplementationVersion = item.RemainingText();
                    break;
                case AssociateItem.AsynchronousOperations:
                    association.MaxAsyncOpsInvoked = item.UInt16();
                    association.MaxAsyncOpsPerformed = item.UInt16();
                    association.AsyncOpsNegotiated = true;
                    break;
                case AssociateItem.RoleSelection:
                    var uid = item.Text(item.UInt16());
                    roles[uid] = (item.Byte() != 0, item.Byte() != 0);
                    break;
            }
        }
    }

    private static void ApplyRoles(DicomAssociation association, Dictionary<string, (bool User, bool Provider)> roles)
    {
        foreach (var context in association.PresentationContexts)
        {
            var selected = roles.TryGetValue(context.AbstractSyntax.UID, out var role);
            context.UserRole = selected ? role.User : null;
            context.ProviderRole = selected ? role.Provider : null;
        }
    }

    private static DicomTransferSyntax? Syntax(string uid) =>
        DicomUID.IsValidUid(uid) ? DicomTransferSyntax.Parse(uid) : null;
}
