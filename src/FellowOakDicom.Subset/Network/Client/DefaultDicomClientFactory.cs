using FellowOakDicom.Network.Tls;
using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Network.Client;

/// <summary>Makes clients that log where the container says.</summary>
public sealed class DefaultDicomClientFactory(ILoggerFactory loggerFactory) : IDicomClientFactory
{
    public IDicomClient Create(string host, int port, bool useTls, string callingAe, string calledAe) =>
        Create(host, port, useTls ? new DefaultTlsInitiator() : null, callingAe, calledAe);

    public IDicomClient Create(string host, int port, ITlsInitiator? tlsInitiator, string callingAe, string calledAe)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        return new DicomClient(loggerFactory)
        {
            Host = host,
            Port = port,
            TlsInitiator = tlsInitiator,
            CallingAe = callingAe,
            CalledAe = calledAe,
        };
    }
}
