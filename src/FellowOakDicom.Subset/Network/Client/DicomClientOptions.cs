namespace FellowOakDicom.Network.Client;

/// <summary>How long a client waits for the steps of an association, and how much it puts into one.</summary>
public sealed class DicomClientOptions
{
    /// <summary>For the TCP connection and the TLS handshake; default 5000.</summary>
    public int ConnectionTimeoutInMs { get; set; } = 5000;

    /// <summary>For the peer's answer to the association request; default 5000.</summary>
    public int AssociationRequestTimeoutInMs { get; set; } = 5000;

    /// <summary>For the peer's answer to the release request; default 10000.</summary>
    public int AssociationReleaseTimeoutInMs { get; set; } = 10000;

    /// <summary>For further requests after the last answer, before the association is released; default 0: none.</summary>
    public int AssociationLingerTimeoutInMs { get; set; }

    /// <summary>After so many requests a new association is opened; no limit where nothing is given (the default).</summary>
    public int? MaximumNumberOfRequestsPerAssociation { get; set; }
}
