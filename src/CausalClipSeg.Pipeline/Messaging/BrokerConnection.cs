using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>A connection of our own to the broker, beside that of the bus.</summary>
internal static class BrokerConnection
{
    /// <summary>How long a node may take to accept a connection before another is tried.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The most that RabbitMQ can be set to carry (max_message_size). What is larger than RabbitMQ.Client takes (64 MiB) ends the connection of every consumer, and is delivered again.
    /// </summary>
    public const uint LargestMessage = 512 * 1024 * 1024;

    /// <summary>Tries the nodes one after the other, beginning with any, until one has let us in: a node may accept a connection and then not go on with it.</summary>
    /// <param name="broker">RabbitMq must be set.</param>
    /// <param name="identity">Null where the broker is spoken to in plain text.</param>
    /// <param name="purpose">As the broker's administrator reads it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="BrokerUnreachableException">None did; its base exception names each with its reason.</exception>
    public static async Task<IConnection> OpenAsync(BrokerOptions broker, ITlsIdentity? identity, string purpose, CancellationToken cancellation)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(broker.RabbitMq!),
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = purpose,
            SocketFactory = BrokerSocket.Create,
            MaxInboundMessageBodySize = LargestMessage,
            RequestedConnectionTimeout = Patience,
            RequestedHeartbeat = TimeSpan.FromSeconds(broker.HeartbeatSeconds),
        };
        var nodes = Endpoints(broker, identity);
        var reasons = new string?[nodes.Count];
        foreach (var i in Enumerable.Range(0, nodes.Count).Shuffle())
        {
            try
            {
                return await factory.CreateConnectionAsync([nodes[i]], cancellation).ConfigureAwait(false);
            }
            catch (BrokerUnreachableException failure)
            {
                reasons[i] = BrokerAway.Reason(failure);
            }
        }
        throw new BrokerUnreachableException(new IOException(
            $"RabbitMQ at {string.Join("; ", nodes.Zip(reasons).GroupBy(node => node.Second, node => NameOf(node.First)).Select(alike => $"{string.Join(", ", alike)}: {alike.Key}"))}"));
    }

    /// <summary>Where the nodes are connected to, in the order of the settings, with the certificate of ours that is in force now; that of each is held against its own name.</summary>
    public static IReadOnlyList<AmqpTcpEndpoint> Endpoints(BrokerOptions broker, ITlsIdentity? identity)
    {
        var tls = identity?.ClientOptions();
        return [.. broker.AllNodes().Select(node => new AmqpTcpEndpoint(node.Host, node.Port, tls is null ? new SslOption() : new SslOption(node.Host, enabled: true)
        {
            Version = tls.EnabledSslProtocols,
            CertificateValidationCallback = tls.RemoteCertificateValidationCallback,
            ClientCertificateContext = tls.ClientCertificateContext,
        }))];
    }

    /// <summary>As the settings name it: host:port.</summary>
    public static string NameOf(AmqpTcpEndpoint node) => new BrokerNode(node.HostName, node.Port).ToString();
}
