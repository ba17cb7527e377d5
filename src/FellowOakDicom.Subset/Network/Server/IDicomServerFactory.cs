using System.Text;
using FellowOakDicom.Network.Tls;
using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Network;

/// <summary>Makes servers whose services get their own dependencies from the container.</summary>
public interface IDicomServerFactory
{
    IDicomServer Create<T>(int port, ITlsAcceptor? tlsAcceptor = null, Encoding? fallbackEncoding = null, ILogger? logger = null,
        object? userState = null, Action<DicomServerOptions>? configure = null)
        where T : DicomService, IDicomServiceProvider;

    IDicomServer Create<T>(string ipAddress, int port, ITlsAcceptor? tlsAcceptor = null, Encoding? fallbackEncoding = null,
        ILogger? logger = null, object? userState = null, Action<DicomServerOptions>? configure = null)
        where T : DicomService, IDicomServiceProvider;
}
