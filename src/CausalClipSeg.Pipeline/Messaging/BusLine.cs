using System.Net.Sockets;
using RabbitMQ.Client;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// The connection that the bus publishes on, which is given up when nothing is confirmed on it. While a node of a cluster hangs, or most are away, another one (RabbitMQ 3.10) keeps up
/// a connection with its heartbeats, and confirms nothing on it any more, not even when it could; on a new connection it does.
/// </summary>
internal sealed partial class BusLine(TimeProvider clock, ILogger<BusLine> log)
{
    /// <summary>How long nothing is confirmed before the connection is made anew, and again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>After so long without another try it is not known any more: others may have sent what waited.</summary>
    private static readonly TimeSpan Known = TimeSpan.FromMinutes(2);
    private readonly Lock _turn = new();
    private BrokerSocket? _socket;
    private long? _silentSince, _latest, _givenUp;

    /// <summary>What was sent lately was not confirmed.</summary>
    public bool IsSilent
    {
        get
        {
            lock (_turn)
                return _silentSince is not null && Since(_latest) < Known;
        }
    }

    /// <summary>For <see cref="ConnectionFactoryBase.SocketFactory"/>.</summary>
    public ITcpClient Connect(AddressFamily family)
    {
        lock (_turn)
            return _socket = BrokerSocket.Create(family);
    }

    public void Confirmed()
    {
        lock (_turn)
            _silentSince = null;
    }

    public void NotConfirmed()
    {
        lock (_turn)
        {
            var now = clock.GetTimestamp();
            if (Since(_latest) >= Known)
                _silentSince = null;
            (_silentSince, _latest) = (_silentSince ?? now, now);
            if (_socket is not { Connected: true } || Since(_silentSince) < Patience || Since(_givenUp) < Patience)
                return;
            _givenUp = now;
            GivenUp((int)Since(_silentSince).TotalSeconds);
            _socket.HangUp();
        }
    }

    private TimeSpan Since(long? moment) => moment is { } then ? clock.GetElapsedTime(then) : TimeSpan.MaxValue;

    [LoggerMessage(EventId = 210, Level = LogLevel.Warning, Message = "RabbitMQ has confirmed no message for {Seconds} s; the connection that messages are sent on is made anew")]
    private partial void GivenUp(int seconds);
}
