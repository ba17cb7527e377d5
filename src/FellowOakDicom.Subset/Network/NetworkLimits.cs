namespace FellowOakDicom.Network;

/// <summary>
/// The bounds that keep a hostile or dying peer from holding memory or a connection: the ARTIM timer of PS3.8
/// section 9.1.5 and its kin, in one place.
/// </summary>
internal sealed record NetworkLimits
{
    public static NetworkLimits Default { get; } = new();

    /// <summary>From the open connection to the association request (ARTIM).</summary>
    public TimeSpan Association { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two PDUs of an open association.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Between two reads inside one PDU.</summary>
    public TimeSpan PduBody { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For one write that the peer does not take.</summary>
    public TimeSpan Write { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For the peer to close after the last PDU of an association (ARTIM).</summary>
    public TimeSpan Close { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For what the peer said before our own sending failed.</summary>
    public TimeSpan LastWords { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The largest A-ASSOCIATE PDU: 128 contexts with 30 long transfer syntaxes each stay below a quarter of it.</summary>
    public uint AssociateLength { get; init; } = 1024 * 1024;

    /// <summary>Reject, release and abort PDUs have 4 bytes; a little more is tolerated.</summary>
    public uint FixedLength { get; init; } = 1024;

    /// <summary>Peers are known to forget the PDV header when they count against the announced maximum.</summary>
    public uint DataLengthSlack { get; init; } = 1024;

    /// <summary>The largest command set (PS3.7): a few hundred bytes are usual.</summary>
    public int CommandLength { get; init; } = 64 * 1024;

    /// <summary>The largest data set of a message that is collected in memory: everything but C-STORE.</summary>
    public int MessageDatasetLength { get; init; } = 64 * 1024 * 1024;
}
