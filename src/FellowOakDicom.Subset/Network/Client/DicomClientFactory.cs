using FellowOakDicom.Network.Tls;

namespace FellowOakDicom.Network.Client;

/// <summary>Makes clients out of the container of <see cref="DicomSetupBuilder"/>, for code that has no injection.</summary>
public static class DicomClientFactory
{
    public static IDicomClient Create(string host, int port, bool useTls, string callingAe, string calledAe) =>
        Setup.Service<IDicomClientFactory>().Create(host, port, useTls, callingAe, calledAe);

    public static IDicomClient Create(string host, int port, ITlsInitiator? tlsInitiator, string callingAe, string calledAe) =>
        Setup.Service<IDicomClientFactory>().Create(host, port, tlsInitiator, callingAe, calledAe);
}
