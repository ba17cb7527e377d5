using CausalClipSeg.Pipeline.Configuration;
using RabbitMQ.Client;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>A connection of our own to the broker, beside that of the bus.</summary>
internal static class BrokerConnection
{
    /// <param name="broker">RabbitMq must be set.</param>
    /// <param name="purpose">As the broker's administrator reads it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static Task<IConnection> OpenAsync(BrokerOptions broker, string purpose, CancellationToken cancellation)
    {
        var address = new Uri(broker.RabbitMq!);
        var factory = new ConnectionFactory
        {
            Uri = address,
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = purpose,
            SocketFactory = BrokerSocket.Create,
            RequestedHeartbeat = TimeSpan.FromSeconds(broker.HeartbeatSeconds),
        };
        if (BrokerTls.Of(broker) is { } tls)
            factory.Ssl = new SslOption(address.Host, enabled: true)
            {
                Version = tls.EnabledSslProtocols,
                CertificateValidationCallback = tls.RemoteCertificateValidationCallback,
                ClientCertificateContext = tls.ClientCertificateContext,
            };
        return factory.CreateConnectionAsync(cancellation);
    }
}
