using System.Globalization;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>One server of RabbitMQ: the name that it is connected to by, which its certificate has to bear, and its port.</summary>
public sealed record BrokerNode(string Host, int Port)
{
    private const int Plain = 5672, Tls = 5671;

    public static BrokerNode Of(Uri address) => new(address.DnsSafeHost, address.Port >= 0 ? address.Port : UsualPort(address.Scheme == "amqps"));

    /// <param name="entry">host or host:port; an address of IP version 6 with a port stands in brackets.</param>
    /// <param name="isTls">Which port is meant where none is given.</param>
    /// <returns>Null for what is neither.</returns>
    public static BrokerNode? Parse(string entry, bool isTls)
    {
        if (Uri.CheckHostName(entry) != UriHostNameType.Unknown)
            return new(Bare(entry), UsualPort(isTls));
        var colon = entry.LastIndexOf(':');
        return colon > 0 && IsHost(entry[..colon]) && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? new(Bare(entry[..colon]), port) : null;
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static int UsualPort(bool isTls) => isTls ? Tls : Plain;

    private static bool IsHost(string text) => Uri.CheckHostName(text) is not UriHostNameType.Unknown and var kind && (kind != UriHostNameType.IPv6 || text[0] == '[');

    private static string Bare(string host) => host.Trim('[', ']').ToLowerInvariant();
}
