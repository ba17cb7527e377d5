using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;
using RabbitMQ.Client;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// The nodes in the order in which the bus tries them. Each attempt begins with the one after that which was tried last, so that neither the node that has just gone away nor one that
/// takes connections and then says nothing holds up the others; the first attempt begins anywhere, so that many processes spread over the nodes.
/// </summary>
internal sealed class BrokerRing(BrokerOptions broker, ITlsIdentity? identity) : IEndpointResolver
{
    private int _next = Random.Shared.Next(ushort.MaxValue);
    private AmqpTcpEndpoint? _latest;

    /// <summary>The node that was tried last: while the bus is connected, the one that it is connected to.</summary>
    public string? Latest => Volatile.Read(ref _latest) is { } node ? BrokerConnection.NameOf(node) : null;

    public IEnumerable<AmqpTcpEndpoint> All()
    {
        var nodes = BrokerConnection.Endpoints(broker, identity);
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[(Interlocked.Increment(ref _next) & int.MaxValue) % nodes.Count];
            Volatile.Write(ref _latest, node);
            yield return node;
        }
    }
}
