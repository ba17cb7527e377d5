namespace CausalClipSeg.Reports.Mllp;

/// <summary>A frame's content, or the head of one that grew beyond the limit.</summary>
internal sealed record MllpFrameResult(byte[] Content, bool IsTooLarge);
