using FellowOakDicom.Network.Tls;

namespace FellowOakDicom.Network.Client;

/// <summary>Makes clients.</summary>
public interface IDicomClientFactory
{
    IDicomClient Create(string host, int port, bool useTls, string callingAe, string calledAe);

    IDicomClient Create(string host, int port, ITlsInitiator? tlsInitiator, string callingAe, string calledAe);
}
