using MassTransit;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// The bus that messages leave by on RabbitMQ: a connection of its own, so that it can be given up without what is in flight being delivered again, and so that a broker that takes
/// no messages in (memory, disk) still takes the confirmations of our consumers.
/// </summary>
internal interface IOutgoingBus : IBus;

internal sealed class OutgoingBus(IBusControl bus) : BusInstance<IOutgoingBus>(bus), IOutgoingBus;
