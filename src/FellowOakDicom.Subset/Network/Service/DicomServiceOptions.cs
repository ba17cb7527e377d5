namespace FellowOakDicom.Network;

/// <summary>What a service, server or client, may be told about buffers, units and waits.</summary>
public sealed class DicomServiceOptions
{
    /// <summary>Log each P-DATA-TF; default false.</summary>
    public bool LogDataPDUs { get; set; }

    /// <summary>
    /// What to do with a compressed object that cannot be decoded for a peer that takes only uncompressed ones:
    /// true sends it as it is, false (default) fails its request.
    /// </summary>
    public bool IgnoreUnsupportedTransferSyntaxChange { get; set; }

    /// <summary>The longest P-DATA-TF that we ask the peer to send; default 262144.</summary>
    public uint MaxPDULength { get; set; } = 262144;

    /// <summary>Send small units at once; default true.</summary>
    public bool TcpNoDelay { get; set; } = true;

    /// <summary>The socket's receive buffer; the system's default where nothing is given.</summary>
    public int? TcpReceiveBufferSize { get; set; }

    /// <summary>The socket's send buffer; the system's default where nothing is given.</summary>
    public int? TcpSendBufferSize { get; set; }

    /// <summary>How long a request waits for its answer; without limit where nothing is given (the default).</summary>
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>A copy that may be changed without changing this one.</summary>
    public DicomServiceOptions Clone() => (DicomServiceOptions)MemberwiseClone();
}
