using System.Net;

namespace CausalClipSeg.Reports.Mllp;

/// <summary>One framed message and who sent it; the bytes are the handler's to keep.</summary>
public sealed record MllpRequest(ReadOnlyMemory<byte> Message, IPEndPoint Peer);
