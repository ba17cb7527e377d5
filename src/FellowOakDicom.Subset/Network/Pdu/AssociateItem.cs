namespace FellowOakDicom.Network.Pdu;

/// <summary>The item types inside A-ASSOCIATE PDUs (PS3.8 section 9.3.2, PS3.7 annex D.3.3).</summary>
internal static class AssociateItem
{
    public const byte ApplicationContext = 0x10;
    public const byte PresentationContextRequest = 0x20;
    public const byte PresentationContextAccept = 0x21;
    public const byte AbstractSyntax = 0x30;
    public const byte TransferSyntax = 0x40;
    public const byte UserInformation = 0x50;
    public const byte MaximumLength = 0x51;
    public const byte ImplementationClassUid = 0x52;
    public const byte AsynchronousOperations = 0x53;
    public const byte RoleSelection = 0x54;
    public const byte ImplementationVersion = 0x55;

    public const string ApplicationContextName = "1.2.840.10008.3.1.1.1";
}
