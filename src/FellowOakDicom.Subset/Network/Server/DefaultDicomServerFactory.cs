using System.Net;
using System.Text;
using FellowOakDicom.Network.Tls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Network;

/// <summary>Makes servers that listen when they are returned, or say in <see cref="IDicomServer.Exception"/> why not.</summary>
public sealed class DefaultDicomServerFactory(IServiceScopeFactory serviceScopeFactory, ILoggerFactory loggerFactory) : IDicomServerFactory
{
    public IDicomServer Create<T>(int port, ITlsAcceptor? tlsAcceptor = null, Encoding? fallbackEncoding = null, ILogger? logger = null,
        object? userState = null, Action<DicomServerOptions>? configure = null)
        where T : DicomService, IDicomServiceProvider =>
        Create<T>(IPAddress.Any.ToString(), port, tlsAcceptor, fallbackEncoding, logger, userState, configure);

    public IDicomServer Create<T>(string ipAddress, int port, ITlsAcceptor? tlsAcceptor = null, Encoding? fallbackEncoding = null,
        ILogger? logger = null, object? userState = null, Action<DicomServerOptions>? configure = null)
        where T : DicomService, IDicomServiceProvider
    {
        var options = new DicomServerOptions();
        configure?.Invoke(options);
        var server = new DicomServer<T>(serviceScopeFactory, logger ?? loggerFactory.CreateLogger("FellowOakDicom.Network"))
        {
            IPAddress = ipAddress,
            Port = port,
            TlsAcceptor = tlsAcceptor,
            FallbackEncoding = fallbackEncoding ?? DicomEncoding.Default,
            UserState = userState,
            MaxClientsAllowed = options.MaxClientsAllowed,
        };
        server.Start();
        return server;
    }
}
