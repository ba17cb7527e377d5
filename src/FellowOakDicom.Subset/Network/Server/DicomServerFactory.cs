using System.Text;
using FellowOakDicom.Network.Tls;
using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Network;

/// <summary>Makes servers out of the container of <see cref="DicomSetupBuilder"/>, for code that has no injection.</summary>
public static class DicomServerFactory
{
    public static IDicomServer Create<T>(int port, ITlsAcceptor? tlsAcceptor = null, Encoding? fallbackEncoding = null, ILogger? logger = null,
        object? userState = null, Action<DicomServerOptions>? configure = null)
        where T : DicomService, IDicomServiceProvider =>
        Setup.Service<IDicomServerFactory>()
            .Create<T>(port, tlsAcceptor, fallbackEncoding, logger, userState, configure);

    public static IDicomServer Create<T>(string ipAddress, int port, ITlsAcceptor? tlsAcceptor = null, Encoding? fallbackEncoding = null,
        ILogger? logger = null, object? userState = null, Action<DicomServerOptions>? configure = null)
        where T : DicomService, IDicomServiceProvider =>
        Setup.Service<IDicomServerFactory>()
            .Create<T>(ipAddress, port, tlsAcceptor, fallbackEncoding, logger, userState, configure);
}
