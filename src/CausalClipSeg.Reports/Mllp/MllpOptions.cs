using System.Net;
using System.Net.Security;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports.Mllp;

/// <summary>How the door for HL7 v2 is built: where it listens, whom it lets in, how much and how long it takes from each.</summary>
public sealed class MllpOptions
{
    public IPEndPoint Endpoint { get; init; } = new(IPAddress.Loopback, 2575);

    /// <summary>Frames over this are refused and the connection closed: its end can no longer be trusted.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Networks that may connect; empty means everyone the firewall lets through.</summary>
    public IReadOnlyList<IPNetwork> AllowedPeers { get; init; } = [];

    public int MaxConnections { get; init; } = 256;

    /// <summary>How a frame beyond the limit is answered; everything else is the handler's to answer.</summary>
    public AcknowledgementRules Rules { get; init; } = AcknowledgementRules.Default;

    /// <summary>TLS where set; asked at each connection, since certificates are renewed. A client certificate is asked for as these options say.</summary>
    public Func<SslServerAuthenticationOptions>? Tls { get; init; }

    /// <summary>Told of what went wrong on the line; never given a message's content.</summary>
    public Action<MllpIncident>? OnIncident { get; init; }
}
