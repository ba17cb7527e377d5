using System.Net;

namespace CausalClipSeg.Reports.Mllp;

/// <summary>Something on the line that an operator may want to know: a refused peer, garbage between frames, a message cut off.</summary>
public sealed record MllpIncident(IPEndPoint? Peer, string Sentence);
