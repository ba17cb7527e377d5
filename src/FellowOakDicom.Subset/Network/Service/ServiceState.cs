namespace FellowOakDicom.Network;

/// <summary>Where an association stands: the states of PS3.8 section 9.2 as far as they ask for different behaviour.</summary>
internal enum ServiceState
{
    /// <summary>Connected, nothing negotiated (Sta2, Sta4).</summary>
    Idle,

    /// <summary>Proposed and not yet answered (Sta3, Sta5).</summary>
    Negotiating,

    /// <summary>Established (Sta6).</summary>
    Open,

    /// <summary>We asked for release (Sta7).</summary>
    Releasing,

    /// <summary>Nothing more to say; the peer is to close (Sta13).</summary>
    Closing,
}
