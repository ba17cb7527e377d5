namespace CausalClipSeg.Dicom.Network;

/// <summary>A DICOM peer that we talk to over associations of our own.</summary>
public sealed record PacsDestination(string Host, int Port, string CalledAe, string CallingAe)
{
    /// <summary>How long an association request and each answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>TLS instead of plain TCP where given.</summary>
    public ITlsIdentity? Tls { get; init; }

    public override string ToString() => $"{CalledAe}@{Host}:{Port}";
}

/// <summary>What became of one instance.</summary>
/// <param name="Status">The peer's C-STORE status where it gave one.</param>
/// <param name="IsPermanent">True where sending the same object again cannot help.</param>
/// <param name="Message">The peer's words, or what kept it from answering.</param>
public sealed record StoreResult(bool IsStored, ushort? Status, bool IsPermanent, string Message)
{
    /// <summary>
    /// Whether the peer refuses because it holds an object of this UID: duplicate SOP instance (PS3.7 C.4.1.1.1.3), or B00E, which one DICOMweb server uses for it. It is
    /// stored where the UID is derived from the content, as our own are; of anybody else's object it is not known whether it is the same.
    /// </summary>
    public bool IsAlreadyThere => !IsStored && Status is 0x0111 or 0xB00E;
}

/// <summary>Why a conversation with a peer did not come to its end.</summary>
/// <param name="IsPermanent">True where trying again cannot help.</param>
public sealed record PeerFailure(bool IsPermanent, string Message);
