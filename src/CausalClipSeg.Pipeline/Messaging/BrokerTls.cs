using System.Net.Security;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>How the broker's certificate is judged, and which of ours it is shown, for both clients that speak to it.</summary>
internal static class BrokerTls
{
    /// <returns>Null where the broker is spoken to in plain text.</returns>
    public static SslClientAuthenticationOptions? Of(BrokerOptions broker) =>
        broker.IsTls ? (broker.Tls.Identity() ?? new TlsIdentity()).ClientOptions() : null;
}
