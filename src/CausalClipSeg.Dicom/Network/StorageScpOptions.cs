namespace CausalClipSeg.Dicom.Network;

/// <summary>Where the storage SCP listens, whom it lets in, and how much it takes.</summary>
public sealed record StorageScpOptions
{
    public string Address { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 11112;

    public string AeTitle { get; init; } = "CAUSALCLIPSEG";

    /// <summary>Further called AE titles that this SCP answers to.</summary>
    public IReadOnlyCollection<string> OtherAeTitles { get; init; } = [];

    /// <summary>Calling AE titles that may associate; empty means any.</summary>
    public IReadOnlyCollection<string> AllowedCallingAe { get; init; } = [];

    /// <summary>IP addresses and networks (<c>10.1.0.0/16</c>) that may connect; empty means any.</summary>
    public IReadOnlyCollection<string> AllowedPeers { get; init; } = [];

    /// <summary>More associations than these are rejected as "local limit exceeded", so that their senders come again.</summary>
    public int MaximumAssociations { get; init; } = 64;

    /// <summary>The longest P-DATA-TF that peers are asked to send, in bytes.</summary>
    public uint MaximumPduLength { get; init; } = 131072;

    /// <summary>A longer data set is refused with 0xA700, in bytes.</summary>
    public long MaximumObjectLength { get; init; } = 4L << 30;

    /// <summary>TLS instead of plain TCP where given (PS3.15 annex B).</summary>
    public ITlsIdentity? Tls { get; init; }

    /// <summary>Where instances are kept until the receiver has taken them over.</summary>
    public required string SpoolFolder { get; init; }
}
