namespace CausalClipSeg.Dicom.Network;

/// <summary>Where the storage SCP listens and whom it lets in.</summary>
public sealed record StorageScpOptions
{
    public string Address { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 11112;

    public string AeTitle { get; init; } = "CAUSALCLIPSEG";

    /// <summary>Calling AE titles that may associate; empty means any.</summary>
    public IReadOnlyCollection<string> AllowedCallingAe { get; init; } = [];

    /// <summary>IP addresses that may connect; empty means any.</summary>
    public IReadOnlyCollection<string> AllowedPeers { get; init; } = [];

    public int MaximumAssociations { get; init; } = 64;

    /// <summary>The longest P-DATA-TF that peers are asked to send.</summary>
    public uint MaximumPduLength { get; init; } = 262144;

    /// <summary>Where instances are kept until the receiver has taken them over.</summary>
    public required string SpoolFolder { get; init; }
}
