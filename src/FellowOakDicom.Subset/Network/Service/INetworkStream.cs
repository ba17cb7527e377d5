namespace FellowOakDicom.Network;

/// <summary>A connection to a peer as the upper layer sees it: bytes, and who is on both ends.</summary>
public interface INetworkStream : IDisposable
{
    string RemoteHost { get; }

    string LocalHost { get; }

    int RemotePort { get; }

    int LocalPort { get; }

    Stream AsStream();
}
